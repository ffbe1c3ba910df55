/**
 * Reads code, message and error from a value that was caught. The value may come from another realm or process, where
 * `instanceof Error` does not recognise an error.
 */

/** The code of a system error (`ENOENT`). */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

export function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string') {
    return error.message;
  }
  return String(error);
}

/** The error itself, with its name, cause and stack; any other value becomes an error that says it. */
export function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(messageOf(error));
}
