/**
 * The dependencies of a fleet as nodes and arrows. The nodes are its targets, and a begin and an end of each group. So a dependency
 * of a group, or on one, is one arrow, however many targets the group has.
 * Invariant: one target reaches another along the arrows if it depends on it, directly or not, and in no other case.
 * Example: app depends on the group lib of a and b → app → end of lib → a, and end of lib → b.
 */
import { numberAt } from './number-at.ts';

/** A group as a range of ordinals, `to` excluded, with the place in the list of the group around it; -1: none. */
export interface NestedRange {
  readonly from: number;
  readonly to: number;
  readonly parent: number;
}

/** One dependency. A target is its ordinal; a group is the number of targets plus its place in the list of groups. */
export interface Need {
  readonly holder: number;
  readonly on: number;
  readonly optional: boolean;
}

export interface NodeGraph {
  /** Nodes 0 to `targets` − 1 are the targets. */
  readonly targets: number;
  readonly nodes: number;
  /** The arrows of a node are those from `starts[node]` to `starts[node + 1]`, the last one excluded. */
  readonly starts: Uint32Array;
  /** By arrow: the node that it leads to, which its own node depends on. */
  readonly heads: Uint32Array;
  /** By arrow: the place of the dependency that it stands for; -1: it leads into or out of a group. */
  readonly needs: Int32Array;
}

interface Arrow {
  readonly tail: number;
  readonly head: number;
  readonly need: number;
}

/** @param groups depth first: a group comes before the groups in it */
export function makeNodeGraph(targets: number, groups: readonly NestedRange[], needs: readonly Need[]): NodeGraph {
  const arrows = [
    ...needs.map(({ holder, on }, need) => ({ tail: beginOf(targets, holder), head: endOf(targets, on), need })),
    ...arrowsIn(targets, groups, needs),
  ];
  return inRows(targets, targets + 2 * groups.length, arrows);
}

/** What all of its targets depend on. */
const beginOf = (targets: number, place: number): number => (place < targets ? place : targets + 2 * (place - targets));
/** What depends on all of its targets. */
const endOf = (targets: number, place: number): number => (place < targets ? place : beginOf(targets, place) + 1);

/** The arrows into and out of the groups that dependencies are of, or on. */
function arrowsIn(targets: number, groups: readonly NestedRange[], needs: readonly Need[]): Arrow[] {
  const waits = withInner(
    groups,
    needs.map(({ holder }) => holder - targets),
  );
  const awaited = withInner(
    groups,
    needs.map(({ on }) => on - targets),
  );
  const arrows: Arrow[] = [];
  const join = (node: { begin: number; end: number }, group: number): void => {
    const around = targets + group;
    if (waits.has(group)) arrows.push({ tail: node.begin, head: beginOf(targets, around), need: -1 });
    if (awaited.has(group)) arrows.push({ tail: endOf(targets, around), head: node.end, need: -1 });
  };
  innermost(targets, groups).forEach((group, ordinal) => {
    join({ begin: ordinal, end: ordinal }, group);
  });
  groups.forEach(({ parent }, group) => {
    const place = targets + group;
    join({ begin: beginOf(targets, place), end: endOf(targets, place) }, parent);
  });
  return arrows;
}

/** The groups, and all groups in them. A number below 0 is none. */
function withInner(groups: readonly NestedRange[], chosen: readonly number[]): ReadonlySet<number> {
  const all = new Set(chosen.filter((group) => group >= 0));
  groups.forEach(({ parent }, group) => {
    if (all.has(parent)) all.add(group);
  });
  return all;
}

/** By ordinal: the innermost group that holds the target; -1: none. */
function innermost(targets: number, groups: readonly NestedRange[]): Int32Array {
  const found = new Int32Array(targets).fill(-1);
  groups.forEach(({ from, to }, group) => found.fill(group, from, to));
  return found;
}

/** The arrows sorted by their nodes. */
function inRows(targets: number, nodes: number, arrows: readonly Arrow[]): NodeGraph {
  const starts = new Uint32Array(nodes + 1);
  for (const { tail } of arrows) starts[tail + 1] = numberAt(starts, tail + 1) + 1;
  for (let node = 0; node < nodes; node += 1) starts[node + 1] = numberAt(starts, node + 1) + numberAt(starts, node);
  const free = starts.slice();
  const [heads, needs] = [new Uint32Array(arrows.length), new Int32Array(arrows.length)];
  for (const { tail, head, need } of arrows) {
    const at = numberAt(free, tail);
    [heads[at], needs[at], free[tail]] = [head, need, at + 1];
  }
  return { targets, nodes, starts, heads, needs };
}

/** Calls `visit` for each arrow of a node, with the node that it leads to and the place of its dependency. */
export function eachArrow(graph: NodeGraph, node: number, visit: (head: number, need: number) => void): void {
  const end = numberAt(graph.starts, node + 1);
  for (let arrow = numberAt(graph.starts, node); arrow < end; arrow += 1) {
    visit(numberAt(graph.heads, arrow), numberAt(graph.needs, arrow));
  }
}
