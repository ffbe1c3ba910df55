/** Collects the output of a task's commands and answers the end of it, with secrets masked. */
import { limits } from '../../contracts/limits.ts';
import { lastBytes } from '../../core/text/last-bytes.ts';
import { plainText } from '../../core/text/plain-text.ts';
import { shorten } from '../../core/text/shorten.ts';
import { lastLines } from '../text/cut-lines.ts';
import { printedText } from '../text/printed-text.ts';
import type { Secrets } from './secrets.ts';

/** Standard output and standard error of commands, in the order in which they came. */
export interface TaskOutput {
  append(chunk: string | Buffer): void;
  /** The last 256 KB, secrets masked. */
  text(): string;
  /** The last whole lines, for an error message: without terminal instructions. @param characters UTF-16 units at most */
  tail(characters: number): string;
  /** The last whole line that is not blank, for a person who watches; null before there is one. */
  lastLine(): string | null;
  /** Number of bytes appended so far. It grows whenever there is new output. */
  bytes(): number;
}

export function createTaskOutput(secrets: Secrets): TaskOutput {
  const chunks: Buffer[] = [];
  let kept = 0;
  let total = 0;
  const text = (): string => {
    const masked = secrets.mask(Buffer.concat(chunks).toString('utf8'));
    return Buffer.from(lastBytes(masked, limits.outputBytes)).toString('utf8');
  };
  // Masked again: a secret may have had escape sequences within it, which printedText removes.
  const readable = (raw: string): string => secrets.mask(printedText(raw)).trim();
  return {
    append(chunk) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      chunks.push(bytes);
      total += bytes.length;
      kept += bytes.length;
      // More than the limit is kept, so that a secret that crosses the cut is still whole when it is masked.
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

/** A line that has not ended is left out: it may hold half of a secret, which the mask does not find. */
function lastLineOf(text: string): string | null {
  const ended = text.slice(0, Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1);
  // A progress bar returns to the beginning of its line and writes the line again.
  const lines = plainText(ended.slice(-longestTail).replaceAll('\r', '\n')).split('\n');
  const last = lines.findLast((line) => line.trim() !== '');
  return last === undefined ? null : shorten(last.replaceAll('\t', ' ').trim(), longestLine);
}

/** UTF-16 units of the line that is answered. */
const longestLine = 200;
/** UTF-16 units at the end of the output in which the line is searched for. */
const longestTail = 16_384;
