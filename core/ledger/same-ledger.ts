/** Compares two ledgers of one fleet, collection by collection. Equal ones mean that a turn changed nothing: it writes nothing. */
import type { Ledger, Words } from './ledger.ts';

export function sameLedger(before: Ledger, after: Ledger): boolean {
  const keys = Object.keys(before);
  // Both are ledgers: reading a key of one from the other is reading that property.
  const isSame = (key: string): boolean => sameValue(before[key as keyof Ledger], after[key as keyof Ledger]);
  return keys.every((key) => (key === 'words' ? sameWords(before.words, after.words) : isSame(key)));
}

/** A turn has copies of them. Of words only the targets change. */
const sameWords = (a: readonly Words[], b: readonly Words[]): boolean =>
  a.length === b.length &&
  a.every(({ commandId, targets }, at) => commandId === b[at]?.commandId && sameValue(targets, b[at].targets));

function sameValue(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, at) => Object.is(value, b[at]));
  if (a instanceof Map && b instanceof Map) return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
  if (a instanceof Set && b instanceof Set) return a.size === b.size && [...a].every((value) => b.has(value));
  return Object.is(a, b);
}
