/**
 * Cuts a long text between two lines and marks the cut with `…`. A line that is longer than half of the kept text is cut within.
 * Example: firstLines('one\ntwo\nthree', 10) → 'one\ntwo\n…'.
 */
import { shorten } from '../../core/text/shorten.ts';

const cut = '…';

/** The beginning of a text. @param most UTF-16 units of the answer, at most */
export function firstLines(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.lastIndexOf('\n', most - cut.length - 1);
  return end < most / 2 ? shorten(text, most) : `${text.slice(0, end)}\n${cut}`;
}

/** The end of a text. @param most UTF-16 units of the answer, at most */
export function lastLines(text: string, most: number): string {
  if (text.length <= most) return text;
  const from = text.length - most + cut.length + 1;
  // The character before `from` counts too: where it is a line feed, a whole line begins at `from`.
  const start = text.indexOf('\n', from - 1) + 1;
  return start === 0 || text.length - start < most / 2
    ? `${cut}${text.slice(from).toWellFormed()}`
    : `${cut}\n${text.slice(start)}`;
}
