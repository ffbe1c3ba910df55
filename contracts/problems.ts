/** Tells what is wrong with a value that a schema refused: every problem, with its place as JSON Pointer and a sentence. */
import { closest } from 'fastest-levenshtein';
import * as z from 'zod';
import type { Problem } from './errors.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

export interface ProblemOptions {
  /** Known keys that are not built yet, by the pattern of the place of their object (`/targets/*`). */
  readonly unsupportedKeys?: Readonly<Record<string, readonly string[]>>;
}

/** @param schema the schema that refused `value` with `error` */
export function problemsOf(schema: z.ZodType, value: unknown, error: z.ZodError, options: ProblemOptions = {}): Problem[] {
  return error.issues.filter(isFirstCause).flatMap((issue) => read({ schema, value, options }, issue, issue.path));
}

/** What has the wrong type is not told its length too. */
function isFirstCause(issue: Issue, _: number, all: readonly Issue[]): boolean {
  const here = pointer(issue.path);
  return issue.code === 'invalid_type' || !all.some((other) => other.code === 'invalid_type' && pointer(other.path) === here);
}

interface Context {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly options: ProblemOptions;
}

/** JSON Pointer (RFC 6901). */
export const pointer = (path: Path): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

function read(context: Context, issue: Issue, path: Path): Problem[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(context, path, key));
  if (issue.code === 'invalid_union') return readUnion(context, issue, path);
  const message =
    issue.code === 'invalid_key'
      ? sentence(issue.issues[0]?.message ?? 'is not a valid key')
      : sentenceOf(issue, valueAt(context.value, path));
  return [problem(path, message)];
}

const problem = (path: Path, message: string): Problem => ({
  path: pointer(path),
  code: 'INVALID_VALUE',
  message: `${nameOf(path)} ${message}`,
});

/** The part of a place that a reader thinks of: `targets/3/repo`, or `The body`. */
const nameOf = (path: Path): string => (path.length === 0 ? 'The body' : pointer(path).slice(1));

const nestedGroups = /^(\/groups\/\*)+/;

function unknownKey({ schema, options }: Context, path: Path, key: string): Problem {
  const at = pointer([...path, key]);
  const pattern = pointer(path.map((part) => (typeof part === 'number' ? '*' : part))).replace(nestedGroups, '/groups/*');
  const later = options.unsupportedKeys?.[pattern] ?? [];
  if (later.includes(key)) return { path: at, code: 'NOT_SUPPORTED_YET', message: `${key} is not supported yet: leave it out.` };
  const known = [...keysAt(schema, path), ...later];
  const hint = known.length === 0 ? '' : ` Did you mean ${closest(key, known)}?`;
  return { path: at, code: 'UNKNOWN_KEY', message: `${key.slice(0, 100)} is not a known key.${hint}` };
}

/** Names of the keys of the object at a place. */
function keysAt(schema: unknown, path: Path): string[] {
  const plain = unwrap(schema);
  if (plain instanceof z.ZodUnion) return plain.options.flatMap((option) => keysAt(option, path));
  const [first, ...rest] = path;
  if (first === undefined) return plain instanceof z.ZodObject ? Object.keys(plain.shape) : [];
  if (plain instanceof z.ZodArray) return keysAt(plain.element, rest);
  if (plain instanceof z.ZodObject && typeof first === 'string') return keysAt(plain.shape[first], rest);
  return [];
}

function unwrap(schema: unknown): unknown {
  const wrapped =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault;
  return wrapped ? unwrap(schema.unwrap()) : schema;
}

/** The branch that the value was meant for is the one that does not refuse its very type; if none is, all types are named. */
function readUnion(context: Context, issue: z.core.$ZodIssueInvalidUnion, path: Path): Problem[] {
  const meant = issue.errors.find((issues) => !issues.some(refusesType));
  if (meant) return meant.flatMap((inner) => read(context, inner, [...path, ...inner.path]));
  const types = issue.errors.flatMap((issues) => issues.filter(refusesType).map((inner) => article(inner.expected)));
  return [problem(path, `must be ${[...new Set(types)].join(' or ')}, not ${kindOf(valueAt(context.value, path))}.`)];
}

const refusesType = (issue: Issue): issue is z.core.$ZodIssueInvalidType =>
  issue.code === 'invalid_type' && issue.path.length === 0;

/** The schema's own words where it has some (they start with `must`), else words for the most common mistakes. */
function sentenceOf(issue: Issue, value: unknown): string {
  if (/^must /.test(issue.message)) return sentence(issue.message);
  if (issue.code === 'invalid_type') return wrongType(issue.expected, value);
  if (issue.code === 'too_big') return `must ${bound(issue.origin, Number(issue.maximum), 'at most')}.`;
  if (issue.code === 'too_small') return `must ${bound(issue.origin, Number(issue.minimum), 'at least')}.`;
  if (issue.code === 'invalid_value') return `must be ${issue.values.map((word) => JSON.stringify(word)).join(' or ')}.`;
  return `is not valid: ${sentence(issue.message)}`;
}

const wrongType = (expected: string, value: unknown): string =>
  value === undefined ? `is required: it must be ${article(expected)}.` : `must be ${article(expected)}, not ${kindOf(value)}.`;

const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`);

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
const article = (type: string): string => names[type] ?? `a ${type}`;

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'number' && !Number.isInteger(value)
    ? 'a fraction'
    : typeof value === 'object'
      ? 'an object'
      : `a ${typeof value}`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((found, part) => {
    if (typeof found !== 'object' || found === null) return undefined;
    // Any object can be asked for any own key.
    return Object.hasOwn(found, part) ? (found as Record<PropertyKey, unknown>)[part] : undefined;
  }, value);
}
