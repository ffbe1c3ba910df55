/** Collects the output of a task's commands and answers the end of it, with secrets masked. */
import { StringDecoder } from 'node:string_decoder';
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
  /**
   * What was printed since the last call, secrets masked, and of it the last 256 KB. What may be the beginning of a secret at the end is
   * held back until more is printed.
   */
  takeNew(): string;
  /** The same with what was held back: nothing more will be printed. */
  takeRest(): string;
  /** The last whole lines, for an error message: without terminal instructions. @param characters UTF-16 units at most */
  tail(characters: number): string;
  /** The last whole line that is not blank, for a person who watches; null before there is one. */
  lastLine(): string | null;
}

export function createTaskOutput(secrets: Secrets): TaskOutput {
  const decoder = new StringDecoder('utf8');
  /** Text that is not masked yet, the end of what is masked, and of that what was not taken. */
  let raw = '';
  let masked = '';
  let fresh = '';
  const maskUntil = (end: number): void => {
    const text = secrets.mask(raw.slice(0, end));
    raw = raw.slice(end);
    masked = shownPart(masked + text);
    fresh = shownPart(fresh + text);
  };
  const take = (): string => {
    const taken = fresh;
    fresh = '';
    return taken;
  };
  // What was masked before is masked again, for a secret that was added since.
  const text = (): string => shownPart(secrets.mask(masked + raw));
  // Masked again: a secret may have had escape sequences within it, which printedText removes.
  const readable = (printed: string): string => secrets.mask(printedText(printed)).trim();
  return {
    append(chunk) {
      raw += decoder.write(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
      if (raw.length < mostRaw) return;
      maskUntil(secrets.safeEnd(raw));
      // Secrets that overlap each other all the way: the memory is bounded all the same.
      if (raw.length >= mostRaw) maskUntil(raw.length);
    },
    text,
    takeNew() {
      maskUntil(secrets.safeEnd(raw));
      return take();
    },
    takeRest() {
      raw += decoder.end();
      maskUntil(raw.length);
      return take();
    },
    lastLine: () => lastLineOf(text()),
    tail: (characters) => lastLines(readable(text()), characters),
  };
}

/** UTF-16 units that are kept before they are masked. */
const mostRaw = 2 * limits.outputBytes;

const shownPart = (text: string): string => Buffer.from(lastBytes(text, limits.outputBytes)).toString('utf8');

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
