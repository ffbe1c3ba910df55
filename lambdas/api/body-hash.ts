/** Hashes of JSON values, which tell whether two requests, or two fleets, are the same. */
import { createHash } from 'node:crypto';

/** SHA-256 of a value as JSON with sorted keys: the order of keys makes no difference. */
export const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value, sortedKeys)).digest('hex');

/** The hash that a repeated request must share with the first one: of method, path and body, as its schema read it. */
export const bodyHash = ({ method, path, body }: { method: string; path: string; body: unknown }): string =>
  hashOf({ method, path, body });

function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
