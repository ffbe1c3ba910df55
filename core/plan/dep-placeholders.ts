/**
 * Placeholders for the results of a dependency: `{{deps.PATH.pr_url}}`, `.branch`, `.outcome` and `.result.KEY` (semantics 15).
 * They are read from the right, because PATH may hold dots. Only the plan knows the paths, so a name may have two readings; the
 * first one whose PATH is a dependency counts.
 * Invariant: values are inserted as text and never looked at again; every other placeholder is left as it is.
 * Example: `deps.lib.result.branch` → KEY branch of the result of `lib`, or else the branch of `lib.result`.
 */
const dependencyFields = ['pr_url', 'branch', 'outcome'] as const;

export interface DepPlaceholder {
  /** As it is written: a reference to a target. */
  readonly path: string;
  readonly field: 'pr_url' | 'branch' | 'outcome' | 'result';
  /** Of `result`; null for the other fields. */
  readonly key: string | null;
}

const begin = 'deps.';
const resultEnd = '.result';
const keyPattern = /^[A-Za-z_]\w{0,63}$/;

/** Whether a name between braces (trimmed) asks for the result of a dependency. */
export const isDepName = (name: string): boolean => name.startsWith(begin);

/**
 * What a placeholder may mean, in the order in which the meanings are tried.
 * @param name the text between the braces, trimmed
 * @returns an empty list for a name that does not begin with `deps.`, or has no known field
 */
export const readingsOf = (name: string): readonly DepPlaceholder[] => {
  if (!isDepName(name)) return [];
  const dot = name.lastIndexOf('.');
  const [head, last] = [name.slice(begin.length, Math.max(dot, begin.length)), name.slice(dot + 1)];
  const ofResult = head.endsWith(resultEnd) && keyPattern.test(last);
  const field = dependencyFields.find((known) => known === last);
  const readings: DepPlaceholder[] = [
    ...(ofResult ? [{ path: head.slice(0, -resultEnd.length), field: 'result' as const, key: last }] : []),
    ...(field === undefined ? [] : [{ path: head, field, key: null }]),
  ];
  return readings.filter(({ path }) => path !== '');
};

const placeholder = /\{\{([^{}]*)\}\}/g;

/** The names of the placeholders of dependencies in a text, each once. */
export function depNamesIn(text: string): readonly string[] {
  const names = new Set<string>();
  renderDeps(text, (name) => {
    names.add(name);
    return '';
  });
  return [...names];
}

/**
 * The text with a value in place of each placeholder of a dependency. No other placeholder is touched.
 * @param valueOf gets the name between the braces, trimmed
 */
export const renderDeps = (text: string, valueOf: (name: string) => string): string =>
  text.replaceAll(placeholder, (whole, between: string) => {
    const name = between.trim();
    return isDepName(name) ? valueOf(name) : whole;
  });
