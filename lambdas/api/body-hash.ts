import { createHash } from 'node:crypto';

/** Equal for equal values, whatever the order of their keys. */
export const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value, sortedKeys)).digest('hex');

/** What a repeated request must have in common with the first: method, path and body as its schema read it. */
export const bodyHash = ({ method, path, body }: { method: string; path: string; body: unknown }): string =>
  hashOf({ method, path, body });

function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
