/**
 * Reads `result` of the file `BGAGENT_RESULT`: the values that the work passes on to the targets that depend on its own. The work may
 * write anything there, so a key or value that is wrong is left out, and a sentence says so.
 * Example: `{"version": "2.1", "a b": 1}` → {version: '2.1'}, and `result: "a b" was left out: a name starts with …`.
 */
import { isMapKey, type ValueMap } from '../../contracts/fields.ts';
import { limits } from '../../contracts/limits.ts';
import { utf8Bytes } from '../../core/text/utf8-bytes.ts';
import { printedText } from '../text/printed-text.ts';

export interface ReadPassedResult {
  /** Undefined where nothing is passed on. */
  readonly value?: ValueMap;
  /** A sentence for each part that was left out. */
  readonly problems: readonly string[];
}

/** @param given the value of `result`, not null */
export function readPassedResult(given: unknown): ReadPassedResult {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { problems: ['result must be an object of names and values and was left out.'] };
  }
  const taken = Object.entries(given).map(([key, value]) => take(key, value));
  const fitting = taken.flatMap(({ entry }) => (entry ? [entry] : []));
  const problems = taken.flatMap(({ problem }) => problem ?? []);
  const left = fitting.length - limits.resultEntries;
  const value = Object.fromEntries(fitting.slice(0, limits.resultEntries));
  if (left > 0) problems.push(`result may have ${limits.resultEntries} values, and ${left} more had to be left out.`);
  const bytes = utf8Bytes(JSON.stringify(value));
  if (bytes > limits.resultBytes) {
    return { problems: [...problems, `result has ${bytes} bytes as JSON, may have ${limits.resultBytes}, and was left out.`] };
  }
  return Object.keys(value).length === 0 ? { problems } : { value, problems };
}

interface Taken {
  readonly entry?: readonly [key: string, value: ValueMap[string]];
  readonly problem?: string;
}

function take(key: string, value: unknown): Taken {
  const shown = JSON.stringify(key.slice(0, 40));
  if (!isMapKey(key)) {
    const wanted = 'a name starts with a letter or _ and holds letters, digits and _ only, 64 at most';
    return { problem: `result: ${shown} was left out: ${wanted}.` };
  }
  if (typeof value === 'string') return { entry: [key, printedText(value)] };
  if (typeof value === 'boolean' || Number.isFinite(value)) {
    // Of all values only a number is finite.
    return { entry: [key, value as number | boolean] };
  }
  return { problem: `result: the value of ${shown} must be a text, a number, or true or false and was left out.` };
}
