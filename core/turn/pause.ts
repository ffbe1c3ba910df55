/**
 * How a fleet stops launching: it waits (PAUSING, then PAUSED when nothing runs any more), or what has not started never does.
 * Invariant: a fleet that waits says why; whatever runs goes on and is recorded as what it becomes.
 * Example: two of five run, pause → PAUSING; both end → PAUSED, with one event.
 */
import { holdsSlot, isTerminalTarget, type Reason, type TargetStatus } from '../fleet.ts';
import { ordinalsWhere } from '../ledger/ordinals.ts';
import { clearMark, owe, oweInstead } from './marks.ts';
import { moveFleet, moveTarget } from './move.ts';
import { oweEvent, type Turn } from './turn.ts';

export function pauseFleet(turn: Turn, reason: Omit<Reason, 'since'>): void {
  moveFleet(turn, 'PAUSING', { ...reason, since: turn.now });
  turn.draft.revision += 1;
}

/** PAUSING becomes PAUSED when nothing runs any more. */
export function becomePaused(turn: Turn): void {
  const { draft } = turn;
  if (draft.status !== 'PAUSING' || draft.statuses.some(holdsSlot) || draft.statuses.every(isTerminalTarget)) return;
  moveFleet(turn, 'PAUSED', draft.reason);
  oweEvent(turn, 'Fleet Paused');
}

/** The children of a fleet that waits for long are let go: a wait of days is none of the workflow's business. */
export function releaseChildren({ draft, now, tick, timings }: Turn): void {
  if (!tick || draft.status !== 'PAUSED' || draft.childrenReleased || draft.pausedAt === null) return;
  if (now - draft.pausedAt <= timings.children_release_after_s * 1_000) return;
  draft.childrenReleased = true;
  draft.statuses.forEach((status, ordinal) => {
    if (status === 'PENDING' && draft.run > 0) oweInstead(draft, ordinal, 'wake');
  });
}

/** Launches again. What waits gets a child where it has none any more. */
export function resume(turn: Turn): void {
  const { draft } = turn;
  const { childrenReleased } = draft;
  moveFleet(turn, 'RUNNING', null);
  if (!childrenReleased) return;
  draft.statuses.forEach((status, ordinal) => {
    if (status === 'PENDING') owe(draft, ordinal, 'child');
  });
}

/** Ends what has not started. @returns its ordinals */
export function endWaiting({ draft }: Turn, status: Extract<TargetStatus, 'SKIPPED' | 'CANCELLED'>): number[] {
  const waiting = ordinalsWhere(draft.statuses, (each) => each === 'PENDING');
  for (const ordinal of waiting) {
    moveTarget(draft, ordinal, status);
    draft.backoffs.delete(ordinal);
    // Before the first run no child waits for an answer.
    if (draft.run === 0) clearMark(draft, ordinal);
    else oweInstead(draft, ordinal, 'wake');
  }
  return waiting;
}

/** Starts the way down to ABORTED. @returns the targets that will not run */
export function beginAbort(turn: Turn, reason: Omit<Reason, 'since'>): number[] {
  moveFleet(turn, 'ABORTING', { ...reason, since: turn.now });
  turn.draft.revision += 1;
  return endWaiting(turn, 'SKIPPED');
}
