/**
 * The end of a text as UTF-8. Invariant: never begins in the middle of a character, so it may be up to three bytes shorter.
 * Example: lastBytes('aé', 2) → the bytes of 'é'; lastBytes('aé', 1) → no byte.
 */
export function lastBytes(text: string, most: number): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const end = bytes.subarray(Math.max(0, bytes.length - most));
  if (end.length === bytes.length) return bytes;
  const start = end.findIndex((byte) => !continuesCharacter(byte));
  return end.subarray(start === -1 ? end.length : start);
}

/** UTF-8 begins every byte of a character after the first with the bits 10. */
const continuesCharacter = (byte: number): boolean => (byte & 0b1100_0000) === 0b1000_0000;
