/**
 * Reads the colours of a terminal in an output. A run of text has the names of its look; every other instruction to a terminal is dropped.
 * Colours beyond the usual sixteen, and those of the background, are dropped too, so that all text can be read.
 * Invariant: the runs together are the text as `plainText` leaves it.
 * Example: '\u001B[31mred\u001B[0m done' → [{text: 'red', look: ['fg-1']}, {text: ' done', look: []}].
 */
import { plainText } from '../../core/text/plain-text.ts';

export interface Run {
  readonly text: string;
  /** Such as `fg-1` (red), `bold`. */
  readonly look: readonly string[];
}

interface Pen {
  colour: number | undefined;
  readonly styles: Set<string>;
}

/** An instruction about the look of what follows (SGR), with its parameters. */
const instruction = /(?:\u001B\[|\u009B)([\d;:]*)m/g;

export function readAnsi(text: string): Run[] {
  const runs: Run[] = [];
  const pen: Pen = { colour: undefined, styles: new Set() };
  const add = (part: string): void => {
    const plain = plainText(part);
    if (plain !== '') runs.push({ text: plain, look: lookOf(pen) });
  };
  let from = 0;
  for (const { index, 0: whole, 1: parameters = '' } of text.matchAll(instruction)) {
    add(text.slice(from, index));
    change(pen, parameters);
    from = index + whole.length;
  }
  add(text.slice(from));
  return runs;
}

const lookOf = ({ colour, styles }: Pen): string[] => [...(colour === undefined ? [] : [`fg-${colour}`]), ...styles];

const begins = new Map([
  [1, 'bold'],
  [2, 'dim'],
  [3, 'italic'],
  [4, 'underline'],
  [9, 'struck'],
]);
const ends = new Map([
  [22, ['bold', 'dim']],
  [23, ['italic']],
  [24, ['underline']],
  [29, ['struck']],
]);

function change(pen: Pen, parameters: string): void {
  const codes = parameters.split(';').map((code) => code.split(':').map(Number));
  for (let at = 0; at < codes.length; at += 1) {
    const [code = 0, ...more] = codes[at] ?? [];
    if (code !== 38 && code !== 48) {
      changeBy(pen, code === 4 && more[0] === 0 ? 24 : code);
      continue;
    }
    // A colour of a palette is one number more, one of red, green and blue three: in this parameter, or in the next ones.
    const rest = more.length > 0 ? more : codes.slice(at + 1).map(([next = 0]) => next);
    const count = rest[0] === 5 ? 2 : rest[0] === 2 ? 4 : 0;
    if (code === 38) pen.colour = count === 2 && (rest[1] ?? 16) < 16 ? rest[1] : undefined;
    if (more.length === 0) at += count;
  }
}

function changeBy(pen: Pen, code: number): void {
  const begun = begins.get(code);
  if (begun !== undefined) pen.styles.add(begun);
  for (const ended of ends.get(code) ?? []) pen.styles.delete(ended);
  if (code === 0) pen.styles.clear();
  if (code === 0 || code === 39) pen.colour = undefined;
  if (code >= 30 && code <= 37) pen.colour = code - 30;
  if (code >= 90 && code <= 97) pen.colour = code - 90 + 8;
}
