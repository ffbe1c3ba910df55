/** Refuses JSON that no operation takes, in one walk before any schema reads it: too many levels, or a key `__proto__`. */
import { mustNotBeKey, unsafeKey } from '../../contracts/bounded.ts';
import type { ApiError, Problem } from '../../contracts/http/errors.ts';
import { limits } from '../../contracts/limits.ts';
import { pointer } from '../../contracts/http/problems.ts';
import { validationError } from './answer.ts';

/** More levels than any request needs. JSON of thousands of levels would exhaust the stack of every recursive function. */
const mostLevels = 100;

interface Found {
  isTooDeep: boolean;
  readonly unsafe: Problem[];
}

/** The error if JSON is nested too deep or has a key `__proto__`, which would be lost when the object is copied. */
export function checkJson(json: unknown): ApiError | undefined {
  const found: Found = { isTooDeep: false, unsafe: [] };
  if (isObject(json)) walk(json, [], found);
  if (found.isTooDeep) return tooDeep;
  return found.unsafe.length > 0 ? validationError(found.unsafe) : undefined;
}

/** @param path of `value`; one list, changed and restored during the walk */
function walk(value: object, path: string[], found: Found): void {
  if (path.length > mostLevels) found.isTooDeep = true;
  if (found.isTooDeep || found.unsafe.length > limits.problems) return;
  if (Object.hasOwn(value, unsafeKey)) found.unsafe.push(problemAt([...path, unsafeKey]));
  forEachEntry(value, (key, inner) => {
    if (!isObject(inner)) return;
    path.push(key);
    walk(inner, path, found);
    path.pop();
  });
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Makes no list of the entries, of which there may be hundreds of thousands. */
function forEachEntry(value: object, visit: (key: string, inner: unknown) => void): void {
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) visit(String(at), value[at]);
    return;
  }
  // Keys of parsed JSON are all the object's own, and each can be read by its name.
  for (const key in value) visit(key, (value as Readonly<Record<string, unknown>>)[key]);
}

const problemAt = (path: readonly string[]): Problem => ({
  path: pointer(path),
  code: 'INVALID_VALUE',
  message: `${pointer(path).slice(1)} ${mustNotBeKey}.`,
});

const tooDeep: ApiError = {
  code: 'VALIDATION_ERROR',
  message: `The body is nested more than ${mostLevels} levels deep. Make it flatter.`,
};
