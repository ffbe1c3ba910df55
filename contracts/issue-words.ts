/** Words for what a schema finds wrong with a value: in a request, and in a file of settings. */
import type * as z from 'zod';

/**
 * A problem of a file of settings, without the place. Example: `must be a number, not a string`.
 * @param file the whole content of the file
 */
export function problemOfSetting(issue: z.core.$ZodIssue, file: unknown): string {
  if (issue.code === 'unrecognized_keys') return `no such setting: ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
  // Of a key that is wrong, the reason stands within the problem.
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  if (issue.code === 'custom') return issue.message;
  return sentenceOf(issue, valueAt(file, issue.path)).replace(/\.$/, '');
}

/** The words of the schema where it has some (they start with `must`), else words for the most common mistakes. */
export function sentenceOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (/^must /.test(issue.message)) return sentence(issue.message);
  if (issue.code === 'invalid_type') return wrongType(issue.expected, value);
  if (issue.code === 'too_big') return `must ${bound(issue.origin, Number(issue.maximum), 'at most')}.`;
  if (issue.code === 'too_small' && issue.inclusive === false) return `must be more than ${Number(issue.minimum)}.`;
  if (issue.code === 'too_small') return `must ${bound(issue.origin, Number(issue.minimum), 'at least')}.`;
  if (issue.code === 'invalid_value') return `must be ${issue.values.map((word) => JSON.stringify(word)).join(' or ')}.`;
  return `is not valid: ${sentence(issue.message)}`;
}

const wrongType = (expected: string, value: unknown): string =>
  value === undefined ? `is required: it must be ${article(expected)}.` : `must be ${article(expected)}, not ${kindOf(value)}.`;

export const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`);

function bound(origin: string, limit: number, word: 'at most' | 'at least'): string {
  const amount = limit.toLocaleString('en-US');
  if (origin === 'string') return `have ${word} ${amount} character${limit === 1 ? '' : 's'}`;
  if (origin === 'array') return `have ${word} ${amount} element${limit === 1 ? '' : 's'}`;
  return `be ${word} ${amount}`;
}

const names: Readonly<Record<string, string>> = {
  int: 'an integer',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  boolean: 'true or false',
  null: 'null',
  undefined: 'absent',
};
export const article = (type: string): string => names[type] ?? `a ${type}`;

export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'number' && !Number.isInteger(value)
    ? 'a fraction'
    : typeof value === 'object'
      ? 'an object'
      : `a ${typeof value}`;
}

export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((found, part) => {
    if (typeof found !== 'object' || found === null) return undefined;
    // Any object can be asked for any own key.
    return Object.hasOwn(found, part) ? (found as Record<PropertyKey, unknown>)[part] : undefined;
  }, value);
}
