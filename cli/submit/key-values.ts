import { usageError } from '../cli-error.ts';

/** `['a=1', 'b=x=y']` → `{a: '1', b: 'x=y'}`; of one key given twice the last counts. */
export function keyValues(flag: string, pairs: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(pairs.map((pair) => splitPair(flag, pair)));
}

/** @throws CliError (usage) where there is no `=` with a name before it */
export function splitPair(flag: string, pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
  throw usageError(`--${flag} ${pair} has no name and value: write --${flag} 'name=value'.`);
}
