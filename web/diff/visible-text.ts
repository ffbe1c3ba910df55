/**
 * Makes characters visible that a browser does not show, or that change the order in which a line is read: who approves a change must see all
 * of it. Tabs stay. Example: a right-to-left mark → `⟨U+202E⟩`, a carriage return → `␍`.
 */

const controls = /[\u0000-\u0008\u000A-\u001F\u007F]/g;
/** Characters that only format, and the breaks of lines and paragraphs of Unicode. */
const formats = /[\p{Cf}\u2028\u2029]/gu;

const pictureOf = (character: string): string =>
  character === '\u007F' ? '␡' : String.fromCodePoint(0x2400 + (character.codePointAt(0) ?? 0));
const nameOf = (character: string): string =>
  `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;

export const visibleText = (text: string): string => text.replaceAll(controls, pictureOf).replaceAll(formats, nameOf);
