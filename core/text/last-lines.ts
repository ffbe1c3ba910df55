/**
 * The end of a text, from the beginning of a line where one begins in it.
 * Invariant: at most so many bytes as UTF-8, and never empty where the text is not, but for a part of one character.
 * Example: lastLines('one\ntwo\n', 6) → 'two\n'; lastLines('abcdef', 3) → 'def'.
 */
import { lastBytes } from './last-bytes.ts';

export function lastLines(text: string, mostBytes: number): string {
  const end = new TextDecoder('utf-8', { ignoreBOM: true }).decode(lastBytes(text, mostBytes));
  const before = text.length - end.length;
  if (before === 0 || text[before - 1] === '\n') return end;
  const begin = end.indexOf('\n') + 1;
  return begin === end.length ? end : end.slice(begin);
}
