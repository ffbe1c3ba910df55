/**
 * Makes the graph of a plan from its dependencies: edges, waves and the order of the launches; or the cycles in it.
 * Invariant: the launches of a wave come after all launches of the waves before it.
 * Example: b → a, c → a → waves [a], [b, c]; a has 2 dependents.
 */
import { countDependents } from '../graph/count-dependents.ts';
import { findCycles, type Cycle } from '../graph/find-cycles.ts';
import type { DependencyGraph } from '../graph/graph.ts';
import { makeEdges } from '../graph/make-edges.ts';
import { makeNodeGraph } from '../graph/node-graph.ts';
import { numberAt } from '../graph/number-at.ts';
import { orderNodes } from '../graph/order-nodes.ts';
import { wavesOf } from '../graph/waves.ts';
import { at } from '../ledger/ordinals.ts';
import { shortenPath } from '../text/shorten-path.ts';
import { pointerOf, type ListedNeed } from './dependencies.ts';
import type { Places } from './places.ts';
import type { PlanProblem } from './plan-spec.ts';
import type { Walk } from './walk-tree.ts';

export interface PlanGraph {
  readonly graph: DependencyGraph;
  /** Ordinals by wave. */
  readonly waves: readonly (readonly number[])[];
}

export type GraphResult =
  { readonly ok: true; readonly made: PlanGraph } | { readonly ok: false; readonly problems: readonly PlanProblem[] };

export function makePlanGraph(walk: Walk, needs: readonly ListedNeed[], places: Places): GraphResult {
  const { total } = places;
  const nodes = makeNodeGraph(total, walk.groups, needs);
  const order = orderNodes(nodes);
  const problems = firstOf(findCycles(nodes, order), walk.spec.mostProblems + 1).map((cycle) =>
    cycleProblem(cycle, needs, places),
  );
  if (problems.length > 0) return { ok: false, problems };
  const waves = wavesOf(nodes, order);
  // The end of a group is the node after its begin (core/graph/node-graph.ts).
  const lastWaveOf = (place: number): number => numberAt(waves, place < total ? place : total + 2 * (place - total) + 1);
  const edges = makeEdges(needs, { rangeOf: places.rangeOf, lastWaveOf });
  const most = walk.spec.mostDependencies.ranges;
  if (edges.length > most) return { ok: false, problems: [tooManyRanges(edges.length, most)] };
  const graph = { edges, dependents: countDependents(nodes, order) };
  return { ok: true, made: { graph, waves: byWave(waves.subarray(0, total)) } };
}

function firstOf<T>(all: Iterable<T>, most: number): T[] {
  const first: T[] = [];
  for (const each of all) if (first.push(each) >= most) break;
  return first;
}

/** Targets that a sentence names on each side of those that it leaves out. */
const shownAtEnds = 20;

function cycleProblem({ targets, closedBy }: Cycle, needs: readonly ListedNeed[], { pathOf }: Places): PlanProblem {
  const [first, last] = [targets.slice(0, shownAtEnds), targets.slice(Math.max(shownAtEnds, targets.length - shownAtEnds))];
  const left = targets.length - first.length - last.length;
  const named = (ordinals: readonly number[]): string[] => ordinals.map((ordinal) => shortenPath(pathOf(ordinal)));
  const way = [...named(first), ...(left > 0 ? [`… ${left} more …`] : []), ...named(last)].join(' → ');
  const message = `${way}: each depends on the next, so none of them could start. Take one of these dependencies out.`;
  return { path: pointerOf(at(needs, closedBy)), code: 'DEPENDENCY_CYCLE', message };
}

function tooManyRanges(count: number, most: number): PlanProblem {
  const message = `The dependencies of the fleet are ${count.toLocaleString('en-US')} ranges of targets, at most ${most.toLocaleString('en-US')} are allowed. Put targets that others depend on into groups, and depend on the groups.`;
  return { path: '', code: 'TOO_LONG', message };
}

function byWave(waves: Uint32Array): number[][] {
  const lists: number[][] = [];
  waves.forEach((wave, ordinal) => (lists[wave - 1] ??= []).push(ordinal));
  return lists;
}
