/**
 * The one place that changes a status: of a target along the table of moves (semantics 1), of the fleet with the fields that
 * belong to its status.
 * Invariant: a move that the table does not have throws; `pausedAt` is set in a PAUSED fleet only, `finishedAt` in an ended one
 * only, and `childrenReleased` in a paused one only.
 * Example: target RUNNING → SUCCEEDED moves; SUCCEEDED → RUNNING throws.
 */
import { at } from '../ledger/ordinals.ts';
import type { Draft } from '../ledger/draft.ts';
import { isTerminalFleet, mayMove, type FleetStatus, type Reason, type TargetStatus } from '../fleet.ts';

/** @throws Error where the table has no such move: a defect of the caller, who decides only what is allowed */
export function moveTarget(draft: Draft, ordinal: number, to: TargetStatus): void {
  const from = at(draft.statuses, ordinal);
  if (!mayMove(from, to)) throw new Error(`Target ${ordinal} may not move from ${from} to ${to}.`);
  // `draftOf` has made this array, and only this file writes to it.
  const statuses = draft.statuses as TargetStatus[];
  statuses[ordinal] = to;
}

/** The fields of a fleet that no other file writes. */
interface OwnFields {
  status: FleetStatus;
  pausedAt: number | null;
  finishedAt: number | null;
}

/** Moves the fleet itself. The time in which it was PAUSED is added to `waitedMs`, for it is no time of its work. */
export function moveFleet({ draft, now }: { draft: Draft; now: number }, to: FleetStatus, reason: Reason | null): void {
  if (draft.pausedAt !== null) draft.waitedMs += Math.max(0, now - draft.pausedAt);
  const fleet: OwnFields = draft;
  fleet.status = to;
  fleet.pausedAt = to === 'PAUSED' ? now : null;
  fleet.finishedAt = isTerminalFleet(to) ? now : null;
  draft.reason = reason;
}
