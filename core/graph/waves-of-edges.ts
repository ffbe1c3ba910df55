/**
 * The wave of each target from the edges of a fleet, for readers of a graph that was planned before (semantics 7).
 * Invariant: the edges are in topological order, so the wave of a dependency is final before it is needed.
 * Example: a chain a → b → c beside d → waves 1, 2, 3 and 1.
 */
import type { Edge } from './graph.ts';
import { numberAt } from './number-at.ts';

/** By ordinal: 1 for those that depend on none, else one more than the latest wave that they depend on. */
export function wavesOfEdges(total: number, edges: readonly Edge[]): readonly number[] {
  const waves = new Array<number>(total).fill(1);
  /** By range: a group that many depend on is looked through once. */
  const latest = new Map<string, number>();
  for (const { from, to, onFrom, onTo } of edges) {
    const range = `${onFrom} ${onTo}`;
    const last = latest.get(range) ?? latestIn(waves, onFrom, onTo);
    latest.set(range, last);
    for (let ordinal = from; ordinal < to; ordinal += 1) waves[ordinal] = Math.max(numberAt(waves, ordinal), last + 1);
  }
  return waves;
}

function latestIn(waves: readonly number[], from: number, to: number): number {
  let latest = 1;
  for (let ordinal = from; ordinal < to; ordinal += 1) latest = Math.max(latest, numberAt(waves, ordinal));
  return latest;
}
