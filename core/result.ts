/**
 * The result of work that may fail in an expected way: its value, or what is wrong. Surprises are thrown.
 * Example: a check of a request → { ok: false, error: { code: 'VALIDATION_ERROR', … } }
 */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };
