/** Cuts a long text between lines, or within one that is longer than half of what is kept, and says so. */
import { shorten } from '../../core/text/shorten.ts';

const cut = '…';

/** The beginning, so many UTF-16 units at most. */
export function firstLines(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.lastIndexOf('\n', most - cut.length - 1);
  return end < most / 2 ? shorten(text, most) : `${text.slice(0, end)}\n${cut}`;
}

/** The end, so many UTF-16 units at most. */
export function lastLines(text: string, most: number): string {
  if (text.length <= most) return text;
  const from = text.length - most + cut.length + 1;
  // A line feed just before begins a line that is whole.
  const start = text.indexOf('\n', from - 1) + 1;
  return start === 0 || text.length - start < most / 2
    ? `${cut}${text.slice(from).toWellFormed()}`
    : `${cut}\n${text.slice(start)}`;
}
