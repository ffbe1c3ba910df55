/**
 * The message of a thrown value. An error is recognised by its `message`, because errors also come from other realms and processes.
 * Invariant: an error with an empty message reads as its name. Node.js throws one where no address of a host answers.
 * Example: new TypeError('bad') → 'bad'; 7 → '7'.
 */
export function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string') {
    return error.message === '' && 'name' in error ? String(error.name) : error.message;
  }
  return String(error);
}
