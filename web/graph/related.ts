/**
 * What a target, or a group, waits for, and what waits for it, directly or not.
 * Invariant: the edges are in topological order, so each direction is one walk through them.
 */
import type { Edge } from '../../core/graph/graph.ts';
import { MarkedOrdinals } from '../../core/graph/marked-ordinals.ts';

/** Targets by ordinal, the end excluded. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Related {
  /** Whether one of these targets is, or is waited for by, what was asked for; or is one that waits for it. */
  readonly has: (range: Range) => boolean;
  /** Whether an arrow between these is one of the ways. */
  readonly joins: (on: Range, dependent: Range) => boolean;
}

export function relatedTo({ from, to }: Range, edges: readonly Edge[], total: number): Related {
  const above = new MarkedOrdinals(total);
  const below = new MarkedOrdinals(total);
  mark(above, from, to);
  mark(below, from, to);
  for (const edge of edges.toReversed()) {
    if (touches(above, edge.from, edge.to)) mark(above, edge.onFrom, edge.onTo);
  }
  for (const edge of edges) {
    if (touches(below, edge.onFrom, edge.onTo)) mark(below, edge.from, edge.to);
  }
  const isIn = (set: MarkedOrdinals, range: Range): boolean => touches(set, range.from, range.to);
  return {
    has: (range) => isIn(above, range) || isIn(below, range),
    joins: (on, dependent) => (isIn(above, on) && isIn(above, dependent)) || (isIn(below, on) && isIn(below, dependent)),
  };
}

const touches = (set: MarkedOrdinals, from: number, to: number): boolean => set.firstIn(from, to) !== undefined;

function mark(set: MarkedOrdinals, from: number, to: number): void {
  for (let ordinal = from; ordinal < to; ordinal += 1) set.add(ordinal);
}
