/** Counts secrets in bytes that come in parts of any size, with a memory that does not grow with the bytes. */

export interface SecretCounter {
  add(bytes: Buffer): void;
  /** How often each form of a secret was found, in the order in which the forms were given. */
  counts(): readonly number[];
}

/** @param forms the texts to find, as `Secrets.forms` answers them */
export function createSecretCounter(forms: readonly string[]): SecretCounter {
  const wanted = forms.map((form) => Buffer.from(form));
  const longest = Math.max(0, ...wanted.map(({ length }) => length));
  const found = wanted.map(() => 0);
  /** The end of what came before, in which a secret may begin. */
  let kept = Buffer.alloc(0);
  return {
    add(bytes) {
      const text = Buffer.concat([kept, bytes]);
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

function occurrences(text: Buffer, form: Buffer, from: number): number {
  let count = 0;
  for (let at = text.indexOf(form, from); at !== -1; at = text.indexOf(form, at + 1)) count += 1;
  return count;
}
