/**
 * What a thrown value says. Recognises an error by its `message`, because errors also come from other realms and processes.
 * Invariant: an error without a message (Node.js throws one where no address of a host answers) reads as its name, never as ''.
 * Example: new TypeError('bad') → 'bad'; 7 → '7'.
 */
export function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return String(error);
  if (typeof error.message === 'string' && error.message !== '') return error.message;
  return 'name' in error ? String(error.name) : String(error);
}
