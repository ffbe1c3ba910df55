/** What no request may hold, whatever its operation: looked for in one walk, before any schema reads it. */
import { mustNotBeKey, unsafeKey } from '../../../contracts/bounded.ts';
import type { ApiError, Problem } from '../../../contracts/http/errors.ts';
import { limits } from '../../../contracts/limits.ts';
import { pointer } from '../../../contracts/http/problems.ts';
import { validationError } from '../answer.ts';

/** No request needs as many; what is nested by the thousand would exhaust whoever walks through it. */
const mostLevels = 100;

interface Found {
  isTooDeep: boolean;
  readonly unsafe: Problem[];
}

/** Why JSON is refused: it is nested too deep, or has a key that would be lost on its way. */
export function checkJson(json: unknown): ApiError | undefined {
  const found: Found = { isTooDeep: false, unsafe: [] };
  if (isObject(json)) walk(json, [], found);
  if (found.isTooDeep) return tooDeep;
  return found.unsafe.length > 0 ? validationError(found.unsafe) : undefined;
}

/** @param path where `value` is; the same list all the way */
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

/** Without a list of the entries: there may be hundreds of thousands. */
function forEachEntry(value: object, visit: (key: string, inner: unknown) => void): void {
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) visit(String(at), value[at]);
    return;
  }
  // Of parsed JSON every key is the object's own.
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
