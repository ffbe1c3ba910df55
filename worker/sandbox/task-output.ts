import { limits } from '../../contracts/limits.ts';
import { plainText } from '../../core/text/plain-text.ts';
import { shorten } from '../../core/text/shorten.ts';
import { lastLines } from '../text/cut-lines.ts';
import { printedText } from '../text/printed-text.ts';
import type { Secrets } from './secrets.ts';

/** What a task's commands printed, standard output and error as they came; only the end of it is kept. */
export interface TaskOutput {
  append(chunk: string | Buffer): void;
  /** The last 256 KB, secrets masked. */
  text(): string;
  /** The last whole lines as text that can be read anywhere, for an error message: so many characters at most. */
  tail(characters: number): string;
  /** The last whole line that says something, for whoever watches; null before there is one. */
  lastLine(): string | null;
  /** Grows with every byte ever appended: tells whether there is something new. */
  bytes(): number;
}

export function createTaskOutput(secrets: Secrets): TaskOutput {
  const chunks: Buffer[] = [];
  let kept = 0;
  let total = 0;
  const text = (): string => lastBytes(secrets.mask(Buffer.concat(chunks).toString('utf8')), limits.outputBytes);
  // Escape sequences may have stood within a secret.
  const readable = (raw: string): string => secrets.mask(printedText(raw)).trim();
  return {
    append(chunk) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      chunks.push(bytes);
      total += bytes.length;
      kept += bytes.length;
      // More than the limit is kept, so that a secret which crosses the cut is still whole when it is masked.
      const wanted = 2 * limits.outputBytes + secrets.longest();
      for (let [first] = chunks; first && kept - first.length >= wanted; [first] = chunks) {
        chunks.shift();
        kept -= first.length;
      }
    },
    text,
    lastLine: () => lastLineOf(text()),
    tail: (characters) => lastLines(readable(text()), characters),
    bytes: () => total,
  };
}

/** A line that has not ended is left out: it may be half of a secret, which nobody could mask yet. */
function lastLineOf(text: string): string | null {
  const ended = text.slice(0, Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1);
  // Progress bars return to the beginning of their line and write it again.
  const lines = plainText(ended.slice(-longestTail).replaceAll('\r', '\n')).split('\n');
  const last = lines.findLast((line) => line.trim() !== '');
  return last === undefined ? null : shorten(last.replaceAll('\t', ' ').trim(), longestLine);
}

/** What is shown of a line, and what is looked through for it: UTF-16 units. */
const longestLine = 200;
const longestTail = 16_384;

function lastBytes(text: string, count: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= count) return text;
  let start = bytes.length - count;
  // Bytes 10xxxxxx continue a character whose beginning was cut off.
  while (start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return bytes.subarray(start).toString('utf8');
}
