/** Names of files as git writes them into the head of a diff: with a prefix, and in quotes where a name has odd characters. */

const escapes: Readonly<Record<string, string>> = { a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Example: `"a/sp\303\244t\t.txt"` → `a/spät⇥.txt`. A name without quotes stays. */
export function unquoted(name: string): string {
  if (!name.startsWith('"') || !name.endsWith('"') || name.length < 2) return name;
  const bytes: number[] = [];
  for (const [part, octal, letter] of name.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|[^\\]+/gsu)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 0xff);
    else bytes.push(...encoder.encode(letter === undefined ? part : (escapes[letter] ?? letter)));
  }
  return decoder.decode(new Uint8Array(bytes));
}

/** The name behind `--- `, `+++ ` or `rename to `; undefined: the file is not on this side. Git puts a tab behind a name with spaces. */
export function nameAfter(rest: string, prefix = ''): string | undefined {
  const name = unquoted(rest.replace(/\t$/, ''));
  if (prefix !== '' && name === '/dev/null') return undefined;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/**
 * The name in `a/NAME b/NAME`. Both are equal where no other line of the head has the name: of a binary file, of one that is empty, and of one
 * whose mode changed. So the middle is where they part, whatever spaces are in them.
 */
export function pathsOfHead(rest: string): string {
  if (rest.endsWith('"')) {
    const last = /"(?:[^"\\]|\\.)*"$/u.exec(rest)?.[0];
    if (last !== undefined) return nameAfter(last, 'b/') ?? '';
  }
  const half = (rest.length - 1) / 2;
  return nameAfter(rest.slice(half + 1), 'b/') ?? '';
}
