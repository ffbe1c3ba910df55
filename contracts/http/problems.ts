/** The problems of a value that a schema refused, each with its place as JSON Pointer and a sentence. */
import { closest } from 'fastest-levenshtein';
import * as z from 'zod';
import { shorten } from '../../core/text/shorten.ts';
import type { Problem } from './errors.ts';
import { article, kindOf, sentence, sentenceOf, valueAt } from '../issue-words.ts';
import { limits } from '../limits.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

export interface ProblemOptions {
  /** Keys that the API names and does not support yet, by the pattern of the place of their object (`/targets/*`). */
  readonly unsupportedKeys?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Stops at the first problem beyond those that an answer tells (limits.problems).
 * @param schema the schema that refused `value` with `error`
 */
export function problemsOf(schema: z.ZodType, value: unknown, error: z.ZodError, options: ProblemOptions = {}): Problem[] {
  const found: Problem[] = [];
  for (const problem of readAll({ schema, value, options }, error.issues)) {
    found.push(problem);
    if (found.length > limits.problems) break;
  }
  return found;
}

/** For a value of the wrong type no further problem, such as its length, is told. */
function* readAll(context: Context, issues: readonly Issue[]): Iterable<Problem> {
  const wrong = new Set(issues.filter(({ code }) => code === 'invalid_type').map(({ path }) => pointer(path)));
  for (const issue of issues) {
    if (issue.code === 'invalid_type' || !wrong.has(pointer(issue.path))) yield* read(context, issue, issue.path);
  }
}

interface Context {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly options: ProblemOptions;
}

/** JSON Pointer (RFC 6901). A key that is longer than any may be is cut. */
export const pointer = (path: Path): string =>
  path.map((part) => `/${shorten(String(part)).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

function* read(context: Context, issue: Issue, path: Path): Iterable<Problem> {
  if (issue.code === 'unrecognized_keys') yield* unknownKeys(context, path, issue.keys);
  else if (issue.code === 'invalid_union') yield* readUnion(context, issue, path);
  else yield readPlain(context, issue, path);
}

function readPlain(context: Context, issue: Issue, path: Path): Problem {
  const message =
    issue.code === 'invalid_key'
      ? sentence(issue.issues[0]?.message ?? 'is not a valid key')
      : sentenceOf(issue, valueAt(context.value, path));
  return problem(path, message);
}

const problem = (path: Path, message: string): Problem => ({
  path: pointer(path),
  code: 'INVALID_VALUE',
  message: `${nameOf(path)} ${message}`,
});

/** The name of a place in a sentence: `targets/3/repo`, or `The body`. */
const nameOf = (path: Path): string => (path.length === 0 ? 'The body' : pointer(path).slice(1));

const nestedGroups = /^(\/groups\/\*)+/;

function* unknownKeys({ schema, options }: Context, path: Path, keys: readonly string[]): Iterable<Problem> {
  const pattern = pointer(path.map((part) => (typeof part === 'number' ? '*' : part))).replace(nestedGroups, '/groups/*');
  const later = options.unsupportedKeys?.[pattern] ?? [];
  const known = keysAt(schema, path);
  for (const key of keys) {
    const at = pointer([...path, key]);
    yield later.includes(key)
      ? { path: at, code: 'NOT_SUPPORTED_YET', message: `${key} is not supported yet: leave it out.` }
      : { path: at, code: 'UNKNOWN_KEY', message: `${shorten(key)} is not a known key.${hintFor(key, known)}` };
  }
}

/** A longer key gets no hint: no known key is nearly as long. */
const longestMisspelt = 100;
const hintFor = (key: string, known: readonly string[]): string =>
  known.length === 0 || key.length > longestMisspelt ? '' : ` Did you mean ${closest(key, known)}?`;

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

/** The problems of the branch that accepts the type of the value; if there is no such branch, one problem that names all types. */
function* readUnion(context: Context, issue: z.core.$ZodIssueInvalidUnion, path: Path): Iterable<Problem> {
  const meant = issue.errors.find((issues) => !issues.some(refusesType));
  if (meant) {
    for (const inner of meant) yield* read(context, inner, [...path, ...inner.path]);
    return;
  }
  const types = issue.errors.flatMap((issues) => issues.filter(refusesType).map((inner) => article(inner.expected)));
  yield problem(path, `must be ${[...new Set(types)].join(' or ')}, not ${kindOf(valueAt(context.value, path))}.`);
}

const refusesType = (issue: Issue): issue is z.core.$ZodIssueInvalidType =>
  issue.code === 'invalid_type' && issue.path.length === 0;
