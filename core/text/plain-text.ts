/**
 * Makes a text of others harmless for a terminal and its reader: takes out instructions to the terminal (colours, moves of the
 * cursor, titles, clearing) and the marks that change the direction of reading.
 * Example: plainText('\u001B[2Jall \u001B[31mred\u001B[0m') → 'all red'.
 */

/** Instructions to a terminal: with parameters (CSI), with a text and its end in the same line (OSC and the like), and short ones. */
const instructions =
  /(?:\u001B\[|\u009B)[\u0030-\u003F]*[\u0040-\u007E]|(?:\u001B[PX\]^_]|[\u0090\u0098\u009D-\u009F])[^\n\u0007\u001B\u0080-\u009F]*(?:\u0007|\u001B\\|\u009C)|\u001B[\u0020-\u002F]*[\u0030-\u007E]/g;
/** Control characters but line feed and tab, and the marks that turn the direction of a text. */
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

/** Lines and tabs stay. */
export const plainText = (text: string): string => text.replaceAll(instructions, '').replaceAll(controls, '');

/** The same as one line: breaks of lines and tabs become spaces. */
export const plainLine = (text: string): string =>
  plainText(text.replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')).replaceAll(/[\n\t]+/g, ' ');
