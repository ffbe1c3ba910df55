/**
 * Texts in a terminal, whose columns are not the units of a string: a Chinese character or an emoji takes two, a combining mark none.
 * Invariant: a text that was cut or filled takes no more columns than were asked for.
 * Example: textWidth('ab中') → 4; cutToWidth('abcdef', 4) → 'abc…'; cutToWidth('abcdef', 4, 'start') → '…def'.
 */

const wide =
  /^[\p{Emoji_Presentation}\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u;
const narrowest = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]/u;

const widthOf = (character: string): number => (wide.test(character) ? 2 : narrowest.test(character) ? 0 : 1);

/** Columns of a text without line breaks and tabs. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** The text in at most `width` columns, 1 or more; `…` stands at the end that was cut. */
export function cutToWidth(text: string, width: number, end: 'start' | 'end' = 'end'): string {
  if (textWidth(text) <= width) return text;
  const characters = Array.from(text);
  if (end === 'start') {
    return `…${firstColumns(characters.reverse(), width - 1)
      .reverse()
      .join('')}`;
  }
  return `${firstColumns(characters, width - 1)
    .join('')
    .trimEnd()}…`;
}

function firstColumns(characters: readonly string[], width: number): string[] {
  let left = width;
  const end = characters.findIndex((character) => (left -= widthOf(character)) < 0);
  return characters.slice(0, end);
}

/** The text with spaces behind it up to `width` columns. */
export const fillToWidth = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - textWidth(text)));
