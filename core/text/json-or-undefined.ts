/**
 * The value of a JSON text; undefined where the text is not JSON, for a schema to refuse.
 * Example: '{"a": 1}' → {a: 1}; '{"a": ' → undefined.
 */
export function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
