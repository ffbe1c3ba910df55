/** Reads a repos file in plain text: one repository per line, and comments after `#`. */
import { partEntries, type RawEntries } from './raw-entry.ts';

/** `#` starts a comment at the start of a line or after a space. */
export function readLines(content: string): RawEntries {
  const lines = content.split(/\r\n|\n|\r/).map((text, index) => ({ line: index + 1, repo: withoutComment(text), vars: {} }));
  return partEntries(lines.filter(({ repo }) => repo !== ''));
}

const withoutComment = (text: string): string => text.replace(/(^|\s)#[\s\S]*/, '').trim();
