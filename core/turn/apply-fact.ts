/**
 * Applies a fact to its target. A fact carries its attempt: one of attempt 1 never changes attempt 2, and the same fact again
 * changes nothing. A move that the table of moves does not have is refused, and logged once per attempt.
 * Example: task-seen RUNNING for a QUEUED target → RUNNING; the same for a SUCCEEDED one → refused.
 */
import { at } from '../ledger/ordinals.ts';
import { lostFailure, personFailure } from '../failure.ts';
import { childIsDone } from './children.ts';
import type { Ending, Fact, TaskSeen } from './facts.ts';
import { followWait } from './follow-waits.ts';
import { holdsSlot, isTerminalTarget, mayMove, type TargetStatus } from '../fleet.ts';
import type { Draft } from '../ledger/draft.ts';
import type { Slot } from '../ledger/ledger.ts';
import { awaitCost, tellLateCost } from './late-costs.ts';
import { clearMark, owe } from './marks.ts';
import { moveTarget } from './move.ts';
import { plural } from '../text/plural.ts';
import { settle } from './settle.ts';
import { markOfStop, stopOf } from './stops.ts';
import { stepOf } from '../ledger/step-of.ts';
import { closeRun } from './runs.ts';
import { noteRepair, noteTarget, system, type Turn } from './turn.ts';

export type TargetFact = Exclude<Fact, { kind: 'tick' | 'command' }>;

export function applyFact(turn: Turn, fact: TargetFact): void {
  if (fact.kind === 'run-ended') {
    applyEndedRun(turn, fact);
    return;
  }
  const { draft } = turn;
  if (fact.kind === 'task-seen') tellLateCost(turn, fact);
  const status = draft.statuses[fact.ordinal];
  if (status === undefined || draft.attempts[fact.ordinal] !== fact.attempt) return;
  if (status === 'LOST' && fact.kind === 'task-seen') noteLateResult(turn, fact);
  const slot = draft.slots.get(fact.ordinal);
  if (slot) applyToSlotHolder(turn, fact, slot);
  else if (fact.kind === 'task-seen' && contradicts(draft, fact, status)) refuseMove(turn, fact.ordinal, fact.status);
}

/**
 * A task that was completed with a question leaves its target with another status where no answer can be used, and so does one that has
 * done its step where no further step follows: a person has failed the target, or its attempts are used up.
 */
function contradicts({ settings }: Draft, { status: seen, asks }: TaskSeen, status: TargetStatus): boolean {
  const hasDoneStep = seen === 'SUCCEEDED' && (settings.steps.length > 0 || settings.reviews);
  return seen !== status && status !== 'LOST' && !asks && !hasDoneStep;
}

function applyToSlotHolder(turn: Turn, fact: Exclude<TargetFact, { kind: 'run-ended' }>, slot: Slot): void {
  switch (fact.kind) {
    case 'task-seen':
      applyTask(turn, fact, slot);
      return;
    case 'rejected':
      // The target fails only when its key is closed: until then, a task may still be created with it.
      owe(turn.draft, fact.ordinal, 'close');
      return;
    case 'key-closed':
      applyClosedKey(turn, fact);
      return;
    case 'child-missing':
      applyMissingChild(turn, fact, slot);
      return;
  }
}

function applyTask(turn: Turn, fact: TaskSeen, slot: Slot): void {
  childIsDone(turn.draft, fact.ordinal);
  // Whoever created the task has kept the answer with the target before.
  turn.draft.answers.delete(fact.ordinal);
  if (isTerminalTarget(fact.status)) {
    awaitCost(turn, fact);
    settle(turn, fact.ordinal, endingOf(fact));
    return;
  }
  const { draft } = turn;
  const from = at(draft.statuses, fact.ordinal);
  if (mayMove(from, fact.status)) moveTarget(draft, fact.ordinal, fact.status);
  else if (from !== fact.status) refuseMove(turn, fact.ordinal, fact.status);
  followWait(turn, fact, slot);
  // There is a task after all: it is adopted.
  if (draft.owed[fact.ordinal] === 'close') clearMark(draft, fact.ordinal);
  if (isOverdue(turn, fact)) owe(draft, fact.ordinal, 'cancel-overdue');
  // A finalizing task pushes its work and ends by itself, if its worker is still there. At a tick it is asked to stop all the same.
  else if (turn.tick || !fact.finalizing) askToStop(draft, fact.ordinal);
}

/** Where a person ends the target, alone or with its fleet, its task is to be cancelled. */
function askToStop(draft: Draft, ordinal: number): void {
  const stop = stopOf(draft, ordinal);
  if (stop !== undefined) owe(draft, ordinal, markOfStop[stop]);
}

const endingOf = ({ status, failure, costUsd, durationMs, asks, overdue, ...told }: TaskSeen): Ending => ({
  ...(overdue ? { status: 'LOST', failure: lostFailure, asks: false } : { status, failure, asks }),
  ...{ costUsd, durationMs },
  ...toldOf(told),
});

const toldOf = ({ skipped = false, batchesLeft = 0, changed = null, context = null, reviewable = false }: Partial<Ending>) => ({
  ...{ skipped, batchesLeft, changed, context },
  ...(reviewable ? { reviewable } : {}),
});

function isOverdue({ draft, now, tick, timings }: Turn, fact: TaskSeen): boolean {
  if (!tick || fact.claimedAt === null || fact.waits !== null) return false;
  return now > fact.claimedAt + (stepOf(draft, fact.ordinal).timeoutS + timings.overdue_grace_s) * 1_000;
}

function applyClosedKey(turn: Turn, { ordinal, rejection, recorded }: Extract<TargetFact, { kind: 'key-closed' }>): void {
  if (turn.draft.statuses[ordinal] !== 'QUEUED') return;
  const nothingRan = { costUsd: 0, durationMs: null, asks: false };
  // Two turns at once may have read different commands. The end that was recorded first stands.
  if (recorded) settle(turn, ordinal, { ...recorded, ...nothingRan });
  else if (stopOf(turn.draft, ordinal) === 'fail') {
    settle(turn, ordinal, { status: 'FAILED', failure: personFailure, ...nothingRan });
  } else if (stopOf(turn.draft, ordinal) === 'cancel') {
    settle(turn, ordinal, { status: 'CANCELLED', failure: null, ...nothingRan });
  } else if (rejection) settle(turn, ordinal, { status: 'FAILED', failure: rejection, ...nothingRan });
  else settle(turn, ordinal, { status: 'LOST', failure: lostFailure, ...nothingRan });
}

function applyMissingChild(turn: Turn, fact: { ordinal: number; parkedAt: number | null }, { since }: Slot): void {
  const { draft, now, timings } = turn;
  if (now - since > timings.create_give_up_s * 1_000) {
    owe(draft, fact.ordinal, 'close');
  } else if (stopOf(draft, fact.ordinal) !== undefined) {
    askToStop(draft, fact.ordinal);
  } else if (now - Math.max(since, fact.parkedAt ?? 0) > timings.child_missing_after_s * 1_000 && mayRestart(turn)) {
    owe(draft, fact.ordinal, 'child');
    noteRepair(turn, fact.ordinal);
  }
}

/** Limits how often missing children are replaced. */
const mayRestart = ({ draft, now, timings }: Turn): boolean =>
  draft.lastRepairAt === null || now - draft.lastRepairAt >= timings.restart_every_s * 1_000;

/** In a run that ended by itself the children of all targets with a slot have done their work. */
function applyEndedRun(turn: Turn, { run, early }: Extract<TargetFact, { kind: 'run-ended' }>): void {
  const { draft } = turn;
  for (const ordinal of closeRun(draft, run)) {
    if (!early || !holdsSlot(at(draft.statuses, ordinal))) continue;
    owe(draft, ordinal, 'child');
    noteRepair(turn, ordinal);
  }
}

/** The task and the target do not fit together: the target stays as it is. */
function refuseMove(turn: Turn, ordinal: number, to: TargetStatus): void {
  const { draft } = turn;
  if (draft.refusals.has(ordinal)) return;
  draft.refusals.add(ordinal);
  const from = at(draft.statuses, ordinal);
  const sentence = (count: number): string =>
    `${plural(count, 'target')} of status ${from} did not follow a task that reads as ${to}: there is no such move.`;
  noteTarget(turn, ordinal, { actor: system, action: 'refused', key: `refused-${from}-${to}`, sentence });
}

/** The target stays LOST. The end of its task is recorded with the attempt and in the log. */
function noteLateResult(turn: Turn, fact: TaskSeen): void {
  const { draft } = turn;
  if (!isTerminalTarget(fact.status) || fact.overdue || draft.lateResults.has(fact.ordinal)) return;
  draft.lateResults.add(fact.ordinal);
  const trigger = at(draft.triggers, fact.ordinal);
  turn.settlements.push({ ordinal: fact.ordinal, attempt: fact.attempt, trigger, ...endingOf(fact) });
  const sentence = (count: number): string => `${plural(count, 'lost target')} answered after all; the status stays LOST.`;
  noteTarget(turn, fact.ordinal, { actor: system, action: 'settled', key: 'late', sentence });
}
