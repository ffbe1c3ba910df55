/** The result of a check of a request, and the small functions that the checks share. */
import type { Result } from '../core/result.ts';
import type { ApiError } from '../contracts/http/errors.ts';

/** The parsed value, or the error to answer. */
export type Checked<T> = Result<T, ApiError>;

/** A JSON object whose values are not checked yet. */
export type Body = Readonly<Record<string, unknown>>;

export const valid = <T>(value: T): Checked<T> => ({ ok: true, value });
export const invalid = (message: string): Checked<never> => ({ ok: false, error: { code: 'VALIDATION_ERROR', message } });

/** Whether a field was left out; null counts as left out. */
export const absent = (value: unknown): value is null | undefined => value === undefined || value === null;
