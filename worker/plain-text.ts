/**
 * Text that a program, an agent or a person wrote, as it can be read anywhere: without escape sequences (colours, titles, links),
 * other control characters and marks that turn the direction of writing. Of a line that was written over, only what stood there last.
 * Example: '\x1b[31mred\x1b[0m\r\n10 %\r20 %\n' → 'red\n20 %\n'.
 */

/**
 * Escape sequences as ECMA-48 has them, found in one pass whose time grows with the text alone (that of Node's
 * stripVTControlCharacters grows with its square for titles without an end): those that hold a text up to their end, of which only the
 * beginning goes where there is no end; those with numbers; all others.
 */
const sequences = [
  String.raw`(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])(?:[^\u0007\u001b\u0090\u0098\u009c-\u009f]*(?:\u0007|\u001b\\|\u009c))?`,
  String.raw`(?:\u001b\[|\u009b)[\u0030-\u003f]*[\u0020-\u002f]*[\u0040-\u007e]?`,
  String.raw`\u001b[\u0020-\u002f]*[\u0030-\u007e]?`,
];
const escapes = new RegExp(sequences.join('|'), 'g');
/** All control characters but tab and line feed, and the marks for direction. */
const unreadable = /[\u202a-\u202e\u2066-\u2069]|(?![\t\n])\p{Cc}/gu;

export const plainText = (text: string): string =>
  text.replaceAll(escapes, '').split('\n').map(lastWritten).join('\n').replaceAll(unreadable, '').toWellFormed();

function lastWritten(line: string): string {
  const end = line.endsWith('\r') ? line.search(/(?<!\r)\r+$/) : line.length;
  return line.slice(line.lastIndexOf('\r', end - 1) + 1, end);
}
