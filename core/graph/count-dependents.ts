/**
 * Counts the targets that depend on each target of a graph without cycles, directly or not.
 * Each node has a row of bits, one for each target that depends on it. A node hands its row on to all that it depends on. So the time
 * for a dependency is that of joining two rows, whatever hangs on them.
 * Invariant: a target that depends on another in several ways is counted once.
 * Example: d → b → a, d → c → a → a 3, b 1, c 1, d 0.
 */
import { eachArrow, type NodeGraph } from './node-graph.ts';
import { numberAt } from './number-at.ts';
import type { NodeOrder } from './order-nodes.ts';

const bitsOfWord = 32;

interface Rows {
  readonly bits: Uint32Array;
  /** Words of one row. */
  readonly words: number;
  /** By row: the first word that is not zero, and the one after the last. Most rows have few bits, side by side. */
  readonly begins: Uint32Array;
  readonly ends: Uint32Array;
}

/** By ordinal. */
export function countDependents(graph: NodeGraph, { nodes }: NodeOrder): number[] {
  if (graph.heads.length === 0) return new Array<number>(graph.targets).fill(0);
  const rows = emptyRows(graph.nodes, Math.ceil(graph.targets / bitsOfWord));
  for (const node of nodes.toReversed()) {
    eachArrow(graph, node, (head) => {
      joinRows(rows, head, node);
      if (node < graph.targets) setBit(rows, head, node);
    });
  }
  return Array.from({ length: graph.targets }, (_, ordinal) => countBits(rows, ordinal));
}

const emptyRows = (count: number, words: number): Rows => ({
  bits: new Uint32Array(count * words),
  words,
  begins: new Uint32Array(count).fill(words),
  ends: new Uint32Array(count),
});

function joinRows(rows: Rows, into: number, from: number): void {
  const { bits, words } = rows;
  const [begin, end] = [numberAt(rows.begins, from), numberAt(rows.ends, from)];
  const shift = (from - into) * words;
  const last = into * words + end;
  // Both rows have these words. It is the innermost loop, so nothing is called in it.
  for (let at = into * words + begin; at < last; at += 1) bits[at] = (bits[at] as number) | (bits[at + shift] as number);
  widen(rows, into, { begin, end });
}

function setBit(rows: Rows, row: number, bit: number): void {
  const word = Math.floor(bit / bitsOfWord);
  const at = row * rows.words + word;
  rows.bits[at] = numberAt(rows.bits, at) | (1 << (bit % bitsOfWord));
  widen(rows, row, { begin: word, end: word + 1 });
}

function widen({ begins, ends }: Rows, row: number, { begin, end }: { begin: number; end: number }): void {
  begins[row] = Math.min(numberAt(begins, row), begin);
  ends[row] = Math.max(numberAt(ends, row), end);
}

function countBits({ bits, words, begins, ends }: Rows, row: number): number {
  let count = 0;
  const last = row * words + numberAt(ends, row);
  for (let at = row * words + numberAt(begins, row); at < last; at += 1) count += bitsIn(numberAt(bits, at));
  return count;
}

/** Adds up the bits of ever larger parts of the word, side by side. */
function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
