/**
 * Joins dependencies to as few edges as neighbours allow, and puts the edges into the order of core/graph/graph.ts.
 * Invariant: the edges say of each two targets exactly what the dependencies say of them.
 * Example: 7 → 2, 7 → 3, 8 → 2, 8 → 3 → one edge {from: 7, to: 9, onFrom: 2, onTo: 4}.
 */
import type { Edge } from './graph.ts';
import type { Need } from './node-graph.ts';

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What the dependencies are about: the targets of a place, and the last wave of them. */
export interface Places {
  readonly rangeOf: (place: number) => Range;
  readonly lastWaveOf: (place: number) => number;
}

/** An edge that grows, with the last wave of the targets that it depends on. */
interface Growing {
  from: number;
  to: number;
  onFrom: number;
  onTo: number;
  readonly optional: boolean;
  wave: number;
}

/** @param needs those of one holder side by side, those of neighbours one after the other */
export function makeEdges(needs: readonly Need[], places: Places): Edge[] {
  const edges = joinHolders(joinNeighbours(needs, places));
  edges.sort((a, b) => a.wave - b.wave || a.from - b.from || a.onFrom - b.onFrom);
  return edges.map(({ from, to, onFrom, onTo, optional }) => ({ from, to, onFrom, onTo, optional }));
}

/** One edge for dependencies of one holder on neighbours. */
function joinNeighbours(needs: readonly Need[], places: Places): Growing[] {
  const edges: Growing[] = [];
  for (const own of byHolder(needs)) {
    const sorted = own.map((need) => edgeOf(need, places));
    sorted.sort((a, b) => Number(a.optional) - Number(b.optional) || a.onFrom - b.onFrom);
    const first = edges.length;
    for (const edge of sorted) {
      const last = edges.length > first ? edges.at(-1) : undefined;
      if (last?.optional === edge.optional && edge.onFrom <= last.onTo) extend(last, edge);
      else edges.push(edge);
    }
  }
  return edges;
}

function byHolder(needs: readonly Need[]): Need[][] {
  const lists: Need[][] = [];
  for (const need of needs) {
    const last = lists.at(-1);
    if (last?.[0]?.holder === need.holder) last.push(need);
    else lists.push([need]);
  }
  return lists;
}

function edgeOf({ holder, on, optional }: Need, { rangeOf, lastWaveOf }: Places): Growing {
  const [own, other] = [rangeOf(holder), rangeOf(on)];
  return { from: own.from, to: own.to, onFrom: other.from, onTo: other.to, optional, wave: lastWaveOf(on) };
}

function extend(edge: Growing, by: Growing): void {
  edge.onTo = Math.max(edge.onTo, by.onTo);
  edge.wave = Math.max(edge.wave, by.wave);
}

/** More than any fleet has targets. */
const manyTargets = 2 ** 20;

/** One edge for neighbours that depend on the same targets. */
function joinHolders(edges: readonly Growing[]): Growing[] {
  const joined: Growing[] = [];
  const last = new Map<number, Growing>();
  for (const edge of edges) {
    const key = (edge.onFrom * manyTargets + edge.onTo) * 2 + Number(edge.optional);
    const before = last.get(key);
    if (before?.to === edge.from) before.to = edge.to;
    else {
      joined.push(edge);
      last.set(key, edge);
    }
  }
  return joined;
}
