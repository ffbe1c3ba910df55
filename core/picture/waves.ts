/**
 * The wave of each target: 1 for those that depend on none, else one more than the latest wave that it depends on (semantics 7).
 * Invariant: the edges are in topological order, so the wave of a dependency is final before it is needed.
 * Example: a chain a → b → c beside d → waves 1, 2, 3 and 1.
 */
import type { Edge } from '../graph/graph.ts';
import { at } from '../ledger/ordinals.ts';

/** By ordinal. */
export function wavesOf(total: number, edges: readonly Edge[]): number[] {
  const waves = new Array<number>(total).fill(1);
  /** By range: a group that many depend on is looked through once. */
  const latest = new Map<string, number>();
  for (const { from, to, onFrom, onTo } of edges) {
    const range = `${onFrom} ${onTo}`;
    const last = latest.get(range) ?? latestIn(waves, onFrom, onTo);
    latest.set(range, last);
    for (let ordinal = from; ordinal < to; ordinal += 1) waves[ordinal] = Math.max(at(waves, ordinal), last + 1);
  }
  return waves;
}

function latestIn(waves: readonly number[], from: number, to: number): number {
  let latest = 1;
  for (let ordinal = from; ordinal < to; ordinal += 1) latest = Math.max(latest, at(waves, ordinal));
  return latest;
}
