/**
 * Stops a fleet: it pauses (PAUSING, then PAUSED when no target holds a slot any more), or its PENDING targets end without a run.
 * Invariant: a paused fleet has a reason; running tasks go on, and their ends are recorded.
 * Example: two of five run, pause → PAUSING; both end → PAUSED, with one event.
 */
import { releaseChild } from './children.ts';
import type { Draft } from '../ledger/draft.ts';
import { holdsSlot, isTerminalTarget, type Reason, type TargetStatus } from '../fleet.ts';
import { ordinalsWhere } from '../ledger/ordinals.ts';
import { moveFleet, moveTarget } from './move.ts';
import { oweEvent, type Turn } from './turn.ts';
import { unsteer } from './unsteer.ts';
import { forgetWords } from './words.ts';

export function pauseFleet(turn: Turn, reason: Omit<Reason, 'since'>): void {
  moveFleet(turn, 'PAUSING', { ...reason, since: turn.now });
  turn.draft.revision += 1;
}

/** A PAUSING fleet becomes PAUSED when no target holds a slot any more. If all targets have ended, so has the fleet. */
export function becomePaused(turn: Turn): void {
  const { draft } = turn;
  if (draft.status !== 'PAUSING' || draft.statuses.some(holdsSlot) || draft.statuses.every(isTerminalTarget)) return;
  moveFleet(turn, 'PAUSED', draft.reason);
  oweEvent(turn, 'Fleet Paused');
}

/**
 * Lets the waiting children of a fleet end that has been PAUSED for long: an execution lives for a year at most, a pause for as long
 * as a person likes. When the fleet is continued, the look-ahead gets new ones.
 */
export function releaseChildren({ draft, now, tick, timings }: Turn): void {
  if (!tick || draft.status !== 'PAUSED' || draft.pausedAt === null) return;
  if (now - draft.pausedAt <= timings.children_release_after_s * 1_000) return;
  draft.statuses.forEach((status, ordinal) => {
    if (status === 'PENDING' && draft.children[ordinal] !== 0) releaseChild(draft, ordinal);
  });
}

/** Ends the PENDING targets. @returns their ordinals */
export function endWaiting({ draft }: Turn, status: Extract<TargetStatus, 'SKIPPED' | 'CANCELLED'>): number[] {
  const waiting = ordinalsWhere(draft.statuses, (each) => each === 'PENDING');
  endTargets(draft, waiting, status);
  return waiting;
}

/** Ends these PENDING targets without a run. */
export function endTargets(
  draft: Draft,
  ordinals: readonly number[],
  status: Extract<TargetStatus, 'SKIPPED' | 'CANCELLED' | 'BLOCKED'>,
): void {
  for (const ordinal of ordinals) {
    moveTarget(draft, ordinal, status);
    draft.backoffs.delete(ordinal);
    draft.waiting.delete(ordinal);
    unsteer(draft, ordinal);
    draft.answers.delete(ordinal);
    draft.gates.delete(ordinal);
    draft.worked.delete(ordinal);
    // A blocked target was never launched: it waits again with its attempt as it is.
    if (status !== 'BLOCKED') forgetWords(draft, ordinal);
    releaseChild(draft, ordinal);
  }
}

/** Begins to abort the fleet. @returns ordinals of the targets that will not run */
export function beginAbort(turn: Turn, reason: Omit<Reason, 'since'>): number[] {
  moveFleet(turn, 'ABORTING', { ...reason, since: turn.now });
  turn.draft.revision += 1;
  return endWaiting(turn, 'SKIPPED');
}
