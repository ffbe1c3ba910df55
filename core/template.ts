/**
 * Placeholders in a task's description and a pull request's title and body (semantics 15).
 * Invariant: values are inserted as text and never looked at again; a placeholder that stands for nothing is a problem, not ''.
 * Example: 'Update {{name}} to {{params.go}}' for acme/auth with params {go: '1.24'} → 'Update auth to 1.24'.
 */
export type TemplateValue = string | number | boolean;

export interface TemplateValues {
  /** `owner/name`. */
  readonly repo: string;
  readonly group: string;
  readonly path: string;
  readonly params: Readonly<Record<string, TemplateValue>>;
  readonly vars: Readonly<Record<string, TemplateValue>>;
}

/** The text, or the placeholders (without braces, each once) that stand for nothing. */
export type Rendered = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly unknown: readonly string[] };

const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** What may stand between the braces, for messages. */
export const knownPlaceholders = '{{repo}} {{owner}} {{name}} {{group}} {{path}} {{params.KEY}} {{vars.KEY}}';

export function renderTemplate(template: string, values: TemplateValues): Rendered {
  const unknown = new Set<string>();
  const text = template.replaceAll(placeholder, (whole, name: string) => {
    const value = valueOf(name, values);
    if (value !== undefined) return String(value);
    unknown.add(name);
    return whole;
  });
  return unknown.size === 0 ? { ok: true, text } : { ok: false, unknown: [...unknown] };
}

function valueOf(name: string, values: TemplateValues): TemplateValue | undefined {
  if (name.startsWith('params.')) return ownValue(values.params, name.slice('params.'.length));
  if (name.startsWith('vars.')) return ownValue(values.vars, name.slice('vars.'.length));
  return ownValue(plainValues(values), name);
}

/** Never something that every object has, such as `constructor`. */
const ownValue = (map: Readonly<Record<string, TemplateValue>>, key: string): TemplateValue | undefined =>
  Object.hasOwn(map, key) ? map[key] : undefined;

const plainValues = ({ repo, group, path }: TemplateValues): Readonly<Record<string, string>> => ({
  repo,
  owner: repo.slice(0, repo.indexOf('/')),
  name: repo.slice(repo.indexOf('/') + 1),
  group,
  path,
});
