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

/** By ordinal. */
export function countDependents(graph: NodeGraph, { nodes }: NodeOrder): number[] {
  if (graph.heads.length === 0) return new Array<number>(graph.targets).fill(0);
  const words = Math.ceil(graph.targets / bitsOfWord);
  const rows = new Uint32Array(graph.nodes * words);
  for (const node of nodes.toReversed()) {
    eachArrow(graph, node, (head) => {
      joinRows(rows, { into: head * words, from: node * words, words });
      if (node < graph.targets) setBit(rows, head * words, node);
    });
  }
  return Array.from({ length: graph.targets }, (_, ordinal) => countBits(rows, ordinal * words, words));
}

function joinRows(rows: Uint32Array, { into, from, words }: { into: number; from: number; words: number }): void {
  for (let at = 0; at < words; at += 1) rows[into + at] = numberAt(rows, into + at) | numberAt(rows, from + at);
}

function setBit(rows: Uint32Array, row: number, bit: number): void {
  const at = row + Math.floor(bit / bitsOfWord);
  rows[at] = numberAt(rows, at) | (1 << (bit % bitsOfWord));
}

function countBits(rows: Uint32Array, row: number, words: number): number {
  let count = 0;
  for (let at = row; at < row + words; at += 1) count += bitsIn(numberAt(rows, at));
  return count;
}

/** Adds up the bits of ever larger parts of the word, side by side. */
function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
