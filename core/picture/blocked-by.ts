/**
 * Why a target is BLOCKED: the dependency that did not succeed (semantics 7). Where that is blocked itself, the one behind it is named.
 * Invariant: an optional dependency blocks nothing.
 * Example: a FAILED, b needs a, c needs b → both b and c are blocked by a.
 */
import { isTerminalTarget, type TargetStatus } from '../fleet.ts';
import type { Edge } from '../graph/graph.ts';
import { at } from '../ledger/ordinals.ts';

/** The ordinal of the cause; undefined where all dependencies have succeeded, or may still succeed. */
export function blockerOf(ordinal: number, edges: readonly Edge[], statuses: readonly TargetStatus[]): number | undefined {
  const blocker = brokenDependency(ordinal, edges, statuses);
  if (blocker === undefined || at(statuses, blocker) !== 'BLOCKED') return blocker;
  return blockerOf(blocker, edges, statuses) ?? blocker;
}

function brokenDependency(ordinal: number, edges: readonly Edge[], statuses: readonly TargetStatus[]): number | undefined {
  for (const { from, to, onFrom, onTo, optional } of edges) {
    if (optional || ordinal < from || ordinal >= to) continue;
    for (let on = onFrom; on < onTo; on += 1) if (isBroken(at(statuses, on))) return on;
  }
  return undefined;
}

const isBroken = (status: TargetStatus): boolean => isTerminalTarget(status) && status !== 'SUCCEEDED';
