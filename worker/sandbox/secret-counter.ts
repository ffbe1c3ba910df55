/**
 * Counts secrets in bytes that come in parts of any size, with a memory that does not grow with the bytes. Blanks and line breaks do not
 * count, because `base64` breaks its lines, and a key of several lines may be indented.
 */

export interface SecretCounter {
  add(bytes: Buffer): void;
  /** How often each form of a secret was found, in the order in which the forms were given. */
  counts(): readonly number[];
}

/** @param forms the texts to find, as `Secrets.forms` answers them */
export function createSecretCounter(forms: readonly string[]): SecretCounter {
  const wanted = forms.map((form) => withoutBlanks(Buffer.from(form)));
  const longest = Math.max(0, ...wanted.map(({ length }) => length));
  const found = wanted.map(() => 0);
  /** The end of what came before, in which a secret may begin. */
  let kept = Buffer.alloc(0);
  return {
    add(bytes) {
      const text = Buffer.concat([kept, withoutBlanks(bytes)]);
      for (const [index, form] of wanted.entries()) {
        // One that lies in the kept part alone was counted before.
        const from = Math.max(0, kept.length - form.length + 1);
        found[index] = (found[index] ?? 0) + occurrences(text, form, from);
      }
      kept = text.subarray(Math.max(0, text.length - longest + 1));
    },
    counts: () => found,
  };
}

/** Tab, line feed, carriage return, space. */
const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** A loop by numbers, because a change may have gigabytes. */
function withoutBlanks(bytes: Buffer): Buffer {
  const others = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (!isBlank(byte)) others[length++] = byte;
  }
  return Buffer.from(others.buffer, 0, length);
}

function occurrences(text: Buffer, form: Buffer, from: number): number {
  let count = 0;
  for (let at = text.indexOf(form, from); at !== -1; at = text.indexOf(form, at + 1)) count += 1;
  return count;
}
