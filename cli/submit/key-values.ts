/** Reads flags of the form NAME=VALUE. */
import { usageError } from '../cli-error.ts';

/** `['a=1', 'b=x=y']` → `{a: '1', b: 'x=y'}`; of a name given twice the last value counts. */
export function keyValues(flag: string, pairs: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(pairs.map((pair) => splitPair(flag, pair)));
}

/** @throws CliError (usage) for a text without a name and `=` */
export function splitPair(flag: string, pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
  throw usageError(`--${flag} ${pair} is no pair of name and value: write --${flag} 'name=value'.`);
}
