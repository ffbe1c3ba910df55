/** Graphs for tests, made and judged target by target, in the plainest way. */
import type { DependencyGraph, Edge } from '../../../core/graph/graph.ts';

const within = (ordinal: number, from: number, to: number): boolean => ordinal >= from && ordinal < to;
const ordinalsOf = (total: number): number[] => Array.from({ length: total }, (_, ordinal) => ordinal);

/** The dependencies of a target by these edges. */
export const dependenciesOf = (edges: readonly Edge[], ordinal: number, total: number): number[] =>
  ordinalsOf(total).filter((other) =>
    edges.some(({ from, to, onFrom, onTo }) => within(ordinal, from, to) && within(other, onFrom, onTo)),
  );

/** All that a target depends on, directly or not. */
function reachOf(edges: readonly Edge[], ordinal: number, total: number): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (at: number): void => {
    for (const other of dependenciesOf(edges, at, total)) {
      if (found.has(other)) continue;
      found.add(other);
      visit(other);
    }
  };
  visit(ordinal);
  return found;
}

const isAcyclic = (edges: readonly Edge[], total: number): boolean =>
  ordinalsOf(total).every((ordinal) => !reachOf(edges, ordinal, total).has(ordinal));

/** Length of the longest chain below a target. */
function depthOf(edges: readonly Edge[], ordinal: number, total: number): number {
  return dependenciesOf(edges, ordinal, total).reduce((most, other) => Math.max(most, 1 + depthOf(edges, other, total)), 0);
}

/** The graph of those of the edges that make no circle with the ones before them. */
export function graphOf(total: number, candidates: readonly Edge[]): DependencyGraph | null {
  const edges = candidates.reduce<readonly Edge[]>(
    (kept, edge) => (isAcyclic([...kept, edge], total) ? [...kept, edge] : kept),
    [],
  );
  if (edges.length === 0) return null;
  const key = ({ onFrom, onTo }: Edge): number =>
    ordinalsOf(total).reduce((most, at) => (within(at, onFrom, onTo) ? Math.max(most, depthOf(edges, at, total)) : most), 0);
  const dependents = ordinalsOf(total).map(
    (ordinal) => ordinalsOf(total).filter((other) => reachOf(edges, other, total).has(ordinal)).length,
  );
  return { edges: edges.toSorted((a, b) => key(a) - key(b)), dependents };
}

/** One target or range depends on another. Ends are excluded. */
export const edge = (from: number | [number, number], on: number | [number, number], optional = false): Edge => {
  const range = (given: number | [number, number]): [number, number] => (typeof given === 'number' ? [given, given + 1] : given);
  const [[first, last], [onFrom, onTo]] = [range(from), range(on)];
  return { from: first, to: last, onFrom, onTo, optional };
};
