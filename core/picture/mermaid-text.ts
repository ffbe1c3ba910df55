/**
 * Any text as part of a Mermaid diagram. Mermaid reads quotes, brackets, `#`, `;`, directives (`%%`), HTML, Markdown, formulas (`$$`)
 * and icons (`fa:`) in a label, even in quotes; a character as a code, such as `#91;`, is nothing but a character.
 * Invariant: a label shows exactly the text, and ends where the text ends.
 * Example: `a "b" _c_` → `a #34;b#34; #95;c#95;`; `lib-a.v2` stays as it is.
 */

/**
 * What needs a code: all but letters, digits and spaces, the product's own marks, and `-`, `.`, `_` between two letters or digits.
 * After `www` a point makes an address.
 */
const special = /(?![ ✓✗…|\p{L}\p{M}\p{N}]|(?<=[\p{L}\p{M}\p{N}])(?<!www)[-._](?=[\p{L}\p{N}]))./giu;

/** @param text one line of whole characters; an empty one is a space, because Mermaid takes no empty label */
export const mermaidLabel = (text: string): string =>
  text
    .trim()
    .replaceAll(/ {2,}/g, ' ')
    .replaceAll(special, (character) => `#${character.codePointAt(0)};`) || '#160;';

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
