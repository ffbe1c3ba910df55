/** Reads a list in plain text: one repository per line, and comments after `#`. */
import type { RawTable } from './raw-table.ts';

/** `#` starts a comment at the start of a line or after a space. */
export function lineRows(content: string): RawTable {
  const texts = content.split(/\r\n|\n|\r/).map((text, index) => ({ line: index + 1, value: withoutComment(text) }));
  const rows = texts.map((cell) => ({ line: cell.line, cells: new Map([['repo', cell]]) }));
  return { rows: rows.filter((_, index) => texts[index]?.value !== ''), errors: [] };
}

const withoutComment = (text: string): string => text.replace(/(^|\s)#[\s\S]*/, '').trim();
