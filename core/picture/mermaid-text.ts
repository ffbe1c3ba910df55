/**
 * Any text as part of a Mermaid diagram. Mermaid reads quotes, brackets, `#`, `;`, directives (`%%`), HTML, Markdown, formulas (`$$`)
 * and icons (`fa:`) in a label, even in quotes; a character as a code, such as `#91;`, is nothing but a character.
 * Invariant: a label shows exactly the text, and ends where the text ends.
 * Example: `a "b" _c_` → `a #34;b#34; #95;c#95;`; `lib-a.v2` stays as it is.
 */

/** All but letters, digits, spaces and the product's own marks. */
const special = /[^ ✓✗…|\p{L}\p{M}\p{N}]/gu;

/**
 * Mermaid itself writes the ligature `fl`, and `¶ß`, around codes while it reads: here the one is two letters, and in the other a space
 * without width keeps the letters apart.
 * @param text one line of whole characters; an empty one becomes a space, because Mermaid takes no empty label
 */
export const mermaidLabel = (text: string): string =>
  text
    .trim()
    .replaceAll(/ {2,}/g, ' ')
    .replaceAll('\uFB02', 'fl')
    .replaceAll('¶ß', '¶\u200Bß')
    .replaceAll(special, (character, at: number, whole: string) =>
      joins(character, whole, at) ? character : `#${character.codePointAt(0)};`,
    ) || '#160;';

/** Between two letters or digits these mean nothing to Mermaid, except in an address that begins with `www.`. */
const joins = (character: string, text: string, at: number): boolean =>
  '-._'.includes(character) &&
  isWord.test(text.charAt(at - 1)) &&
  isWord.test(text.charAt(at + 1)) &&
  !text.slice(0, at).toLowerCase().endsWith('www');
const isWord = /[\p{L}\p{M}\p{N}]/u;

/**
 * A title, which stands in the YAML before the diagram. It may hold no tags, and knows no codes: `<` and `>` become `‹` and `›`.
 * Example: `Fix "a" <b>` → `"Fix \u0022a\u0022 ‹b›"`.
 */
export function mermaidTitle(text: string): string {
  const safe = text.replaceAll('<', '‹').replaceAll('>', '›');
  return `"${safe.replaceAll(/[^\p{L}\p{M}\p{N} ‹›.,:/-]/gu, unicodeEscape)}"`;
}

const unicodeEscape = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
