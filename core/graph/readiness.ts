/**
 * What the dependencies of a fleet mean for its targets now (semantics 7). A target is held back until each required dependency has
 * succeeded and each optional one has ended. It is blocked when a required one ended without success.
 * Invariant: nothing of this is stored. It follows from the statuses, so it can never differ from them.
 * Example: a → b → c, a FAILED → b and c are blocked, both because of a.
 */
import { isTerminalTarget, type TargetStatus } from '../fleet.ts';
import type { DependencyGraph } from './graph.ts';
import { MarkedOrdinals } from './marked-ordinals.ts';
import { numberAt } from './number-at.ts';

type Statuses = readonly TargetStatus[];

const hasSucceeded = (status: TargetStatus): boolean => status === 'SUCCEEDED';
const endedBadly = (status: TargetStatus): boolean => isTerminalTarget(status) && !hasSucceeded(status);

/** Whether a dependency holds the target back. */
export function heldBackIn({ edges }: DependencyGraph, statuses: Statuses): (ordinal: number) => boolean {
  const notSucceeded = sumsOf(statuses, (status) => !hasSucceeded(status));
  const notEnded = sumsOf(statuses, (status) => !isTerminalTarget(status));
  // How many more dependencies hold this target back than the one before it.
  const steps = new Int32Array(statuses.length + 1);
  for (const { from, to, onFrom, onTo, optional } of edges) {
    const sums = optional ? notEnded : notSucceeded;
    if (numberAt(sums, onTo) === numberAt(sums, onFrom)) continue;
    steps[from] = numberAt(steps, from) + 1;
    steps[to] = numberAt(steps, to) - 1;
  }
  for (let at = 1; at < steps.length; at += 1) steps[at] = numberAt(steps, at) + numberAt(steps, at - 1);
  return (ordinal) => numberAt(steps, ordinal) > 0;
}

/** The targets that these depend on, directly or not, in any order. */
export function neededBy({ edges }: DependencyGraph, ordinals: readonly number[], total: number): ReadonlySet<number> {
  const marked = new MarkedOrdinals(total);
  for (const ordinal of ordinals) marked.add(ordinal);
  const needed = new Set<number>();
  // Backwards: an edge is looked at when all that depends on its targets has been.
  for (const { from, to, onFrom, onTo } of edges.toReversed()) {
    if (marked.firstIn(from, to) === undefined) continue;
    for (let ordinal = onFrom; ordinal < onTo; ordinal += 1) {
      marked.add(ordinal);
      needed.add(ordinal);
    }
  }
  return needed;
}

/** At each place: of how many targets before it this holds. */
function sumsOf(statuses: Statuses, holds: (status: TargetStatus) => boolean): Int32Array {
  const sums = new Int32Array(statuses.length + 1);
  statuses.forEach((status, at) => {
    sums[at + 1] = numberAt(sums, at) + Number(holds(status));
  });
  return sums;
}

/**
 * The targets that are BLOCKED, or PENDING and to be blocked, each with the dependency that is the cause: one that ended without
 * success and is not blocked itself, or one that is still BLOCKED while its own cause is tried again.
 */
export function blockedIn({ edges }: DependencyGraph, statuses: Statuses): ReadonlyMap<number, number> {
  const bad = new MarkedOrdinals(statuses.length);
  statuses.forEach((status, ordinal) => {
    if (endedBadly(status)) bad.add(ordinal);
  });
  const causes = new Map<number, number>();
  for (const { from, to, onFrom, onTo, optional } of edges) {
    const found = optional ? undefined : bad.firstIn(onFrom, onTo);
    if (found === undefined) continue;
    for (let ordinal = from; ordinal < to; ordinal += 1) {
      if (causes.has(ordinal) || !mayBeBlocked(statuses[ordinal])) continue;
      causes.set(ordinal, causes.get(found) ?? found);
      bad.add(ordinal);
    }
  }
  return causes;
}

const mayBeBlocked = (status: TargetStatus | undefined): boolean => status === 'PENDING' || status === 'BLOCKED';

/** The BLOCKED targets that no dependency blocks any more: what blocked them is tried again, or has succeeded since. */
export function unblockedIn(graph: DependencyGraph, statuses: Statuses): number[] {
  const blocked = [...statuses.keys()].filter((ordinal) => statuses[ordinal] === 'BLOCKED');
  if (blocked.length === 0) return [];
  const causes = blockedIn(
    graph,
    statuses.map((status) => (status === 'BLOCKED' ? 'PENDING' : status)),
  );
  return blocked.filter((ordinal) => !causes.has(ordinal));
}
