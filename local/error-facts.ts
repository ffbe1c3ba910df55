/**
 * Reads the code and the error from a value that was caught; core/text/message-of-error.ts reads its message. The value may come from another realm or process, where
 * `instanceof Error` does not recognise an error.
 */
import { messageOf } from '../core/text/message-of-error.ts';

/** The code of a system error (`ENOENT`). */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The error itself, with its name, cause and stack; any other value becomes an error that says it. */
export function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(messageOf(error));
}
