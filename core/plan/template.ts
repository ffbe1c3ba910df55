/**
 * Placeholders in a task's description and a pull request's title and body (semantics 15).
 * Invariant: values are inserted as text and never looked at again; a placeholder that stands for nothing is a problem, not ''.
 * Example: 'Update {{name}} to {{params.go}}' for acme/auth with params {go: '1.24'} → 'Update auth to 1.24'.
 */
import { isDepName, renderDeps } from './dep-placeholders.ts';

export type TemplateValue = string | number | boolean;

export interface TemplateValues {
  /** `owner/name`. */
  readonly repo: string;
  /** Those that share a sandbox, where there are several. Absent: `repo` alone. */
  readonly repos?: readonly { readonly repo: string }[];
  readonly group: string;
  readonly path: string;
  readonly params: Readonly<Record<string, TemplateValue>>;
  readonly vars: Readonly<Record<string, TemplateValue>>;
  /**
   * The value for the name of a placeholder that begins with `deps.`; undefined: it stands for nothing. Absent: no such
   * placeholder stands for anything.
   */
  readonly deps?: (name: string) => string | undefined;
  /** Of a step, by the whole name: `step`, `context`, `batch.name` and its like. Absent: the fleet has no steps. */
  readonly ofStep?: Readonly<Record<string, string>>;
}

/** The text, or the placeholders (without braces, each once) that stand for nothing. */
export type Rendered = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly unknown: readonly string[] };

const placeholder = /\{\{([^{}]*)\}\}/g;

/** All placeholders, for messages. */
export const knownPlaceholders = '{{repo}} {{owner}} {{name}} {{group}} {{path}} {{params.KEY}} {{vars.KEY}}';

/** The names of what the worker fills in for a batch. */
export const batchNames = ['batch.name', 'batch.tasks', 'batch.index', 'batch.count'] as const;
/** Placeholders of a step, for messages. */
export const stepPlaceholders = `{{step}} {{context}} ${batchNames.map((name) => `{{${name}}}`).join(' ')}`;

/** A template taken apart, so that measuring it for thousands of targets reads its text once. */
export interface TemplateParts {
  /** UTF-16 units between the placeholders. */
  readonly plainLength: number;
  /** Whether nothing but white space stands there. */
  readonly isPlainBlank: boolean;
  /** How often each placeholder is there, by its name. */
  readonly names: ReadonlyMap<string, number>;
}

export function takeApart(template: string): TemplateParts {
  const names = new Map<string, number>();
  const plain = template.replaceAll(placeholder, (_, between: string) => {
    const name = between.trim();
    names.set(name, (names.get(name) ?? 0) + 1);
    return '';
  });
  return { plainLength: plain.length, isPlainBlank: plain.trim() === '', names };
}

/**
 * The length of the rendered text in UTF-16 units, found without rendering it; or the placeholders that stand for nothing.
 * What a dependency will have made is not known yet: it counts as no characters, and as not blank.
 */
export type Measured =
  | { readonly ok: true; readonly length: number; readonly isBlank: boolean }
  | { readonly ok: false; readonly unknown: readonly string[] };

export function measureTemplate({ plainLength, isPlainBlank, names }: TemplateParts, values: TemplateValues): Measured {
  const found = [...names].map(([name, count]) => ({ name, count, value: valueOf(name, values) }));
  const unknown = found.flatMap(({ name, value }) => (value === undefined ? [name] : []));
  if (unknown.length > 0) return { ok: false, unknown };
  const texts = found.map(({ name, count, value }) => ({ count, text: isDepName(name) ? `{{${name}}}` : String(value) }));
  const length = texts.reduce((sum, { count, text }) => sum + count * lengthWithoutDeps(text), plainLength);
  return { ok: true, length, isBlank: isPlainBlank && texts.every(({ text }) => text.trim() === '') };
}

const lengthWithoutDeps = (text: string): number => (text.includes('{{') ? renderDeps(text, () => '').length : text.length);

export function renderTemplate(template: string, values: TemplateValues): Rendered {
  const unknown = new Set<string>();
  const text = template.replaceAll(placeholder, (whole, between: string) => {
    const name = between.trim();
    const value = valueOf(name, values);
    if (value !== undefined) return String(value);
    unknown.add(name);
    return whole;
  });
  return unknown.size === 0 ? { ok: true, text } : { ok: false, unknown: [...unknown] };
}

function valueOf(name: string, values: TemplateValues): TemplateValue | undefined {
  if (isDepName(name)) return values.deps?.(name);
  if (name.startsWith('params.')) return ownValue(values.params, name.slice('params.'.length));
  if (name.startsWith('vars.')) return ownValue(values.vars, name.slice('vars.'.length));
  return ownValue(plainValues(values), name);
}

/** Never a property that every object inherits, such as `constructor`. */
const ownValue = (map: Readonly<Record<string, TemplateValue>>, key: string): TemplateValue | undefined =>
  Object.hasOwn(map, key) ? map[key] : undefined;

const plainValues = ({ repo, repos, group, path, ofStep }: TemplateValues): Readonly<Record<string, string>> => ({
  ...ofStep,
  repo: repos ? listed(repos, whole) : repo,
  owner: repos ? listed(repos, ownerOf) : ownerOf(repo),
  name: repos ? listed(repos, nameOf) : nameOf(repo),
  group,
  path,
});

const whole = (repo: string): string => repo;
const ownerOf = (repo: string): string => repo.slice(0, repo.indexOf('/'));
const nameOf = (repo: string): string => repo.slice(repo.indexOf('/') + 1);

/** Each once, with commas between them. */
const listed = (repos: readonly { readonly repo: string }[], part: (repo: string) => string): string =>
  [...new Set(repos.map(({ repo }) => part(repo)))].join(', ');
