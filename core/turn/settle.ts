/**
 * Ends an attempt: its target becomes terminal, or is PENDING again with a new attempt: after a passing failure, to wait for the answer to a
 * question, or because the failure says nothing about the target.
 * Invariant: costs only grow; the target gives its slot back in the same turn; no attempt is granted beyond `mostAttempts`.
 * Example: a transient failure, first of two automatic retries → PENDING, attempt 2, not before 15 to 30 s from now.
 */
import { at } from '../ledger/ordinals.ts';
import { backoffMs } from './backoff.ts';
import { childIsDone, releaseChild } from './children.ts';
import { withEnding } from '../failure-policy.ts';
import { attemptsUsedUp, pausingCause, personFailure, type PausingCause } from '../failure.ts';
import { isGoingDown, type Trigger } from '../fleet.ts';
import type { Ending } from './facts.ts';
import { addDuration } from '../ledger/histogram.ts';
import { clearMark } from './marks.ts';
import { mostAttempts } from '../ledger/ledger-record.ts';
import { moveTarget } from './move.ts';
import { endTargets, pauseFleet } from './pause.ts';
import { stopOf } from './stops.ts';
import { plural } from '../text/plural.ts';
import { shorten } from '../text/shorten.ts';
import { noteFleet, noteTarget, policy, system, type Turn } from './turn.ts';

export function settle(turn: Turn, ordinal: number, told: Ending): void {
  const ending = asItCounts(turn, ordinal, told);
  recordAttempt(turn, ordinal, ending);
  turn.draft.answers.delete(ordinal);
  const cause = mayGoOn(turn, ordinal) ? pausingCause(ending.failure) : undefined;
  if (ending.asks) waitForAnswer(turn, ordinal);
  else if (cause !== undefined) giveBack(turn, ordinal, cause);
  else if (grantsAutoRetry(turn, ordinal, ending)) tryAgain(turn, ordinal);
  else end(turn, ordinal, ending);
}

/** Work without an agent has no unknown cost. A question is a failure where its answer could not be used, or a person fails the target. */
function asItCounts({ draft }: Turn, ordinal: number, told: Ending): Ending {
  const ending = draft.settings.usesAgent ? told : { ...told, costUsd: told.costUsd ?? 0 };
  if (!ending.asks) return ending;
  if (draft.stops.get(ordinal) === 'fail') return { ...ending, status: 'FAILED', failure: personFailure, asks: false };
  if (at(draft.attempts, ordinal) < mostAttempts(draft.settings)) return ending;
  return { ...ending, status: 'FAILED', failure: attemptsUsedUp, asks: false };
}

function recordAttempt({ draft, settlements }: Turn, ordinal: number, ending: Ending): void {
  const { knownUsd, unknownCount } = draft.cost;
  draft.cost =
    ending.costUsd === null
      ? { knownUsd, unknownCount: unknownCount + 1 }
      : { knownUsd: knownUsd + ending.costUsd, unknownCount };
  if (ending.durationMs !== null && (ending.status === 'SUCCEEDED' || ending.status === 'FAILED')) {
    addDuration(draft.durations, ending.durationMs);
  }
  const attempt = at(draft.attempts, ordinal);
  const trigger = at(draft.triggers, ordinal);
  settlements.push({ ordinal, attempt, trigger, ...ending });
}

/** Whether the target may get another attempt without a person asking for one. */
const mayGoOn = ({ draft }: Turn, ordinal: number): boolean =>
  !isGoingDown(draft.status) && !draft.stops.has(ordinal) && at(draft.attempts, ordinal) < mostAttempts(draft.settings);

function grantsAutoRetry(turn: Turn, ordinal: number, ending: Ending): boolean {
  const { draft } = turn;
  if (ending.status !== 'FAILED' || ending.failure?.by !== 'transient' || !mayGoOn(turn, ordinal)) return false;
  return at(draft.autoRetries, ordinal) < draft.settings.autoRetryMax;
}

/** PENDING again, as a new attempt. What was owed for the old one is pointless, but for a child that is told to end. */
function renew({ draft }: Turn, ordinal: number, trigger: Trigger): void {
  moveTarget(draft, ordinal, 'PENDING');
  draft.attempts[ordinal] = at(draft.attempts, ordinal) + 1;
  draft.triggers[ordinal] = trigger;
  draft.slots.delete(ordinal);
  draft.stops.delete(ordinal);
  draft.refusals.delete(ordinal);
  if (draft.owed[ordinal] !== 'wake') clearMark(draft, ordinal);
}

function tryAgain(turn: Turn, ordinal: number): void {
  const { draft } = turn;
  const retries = at(draft.autoRetries, ordinal);
  renew(turn, ordinal, 'auto_retry');
  const attempt = at(draft.attempts, ordinal);
  const wait = backoffMs(draft.fleetId, { ordinal, attempt, retries }, turn.timings.retry_backoff_s);
  draft.autoRetries[ordinal] = retries + 1;
  draft.backoffs.set(ordinal, turn.now + wait);
  const sentence = (count: number): string => `${plural(count, 'target')} failed for a passing reason and will be tried again.`;
  noteTarget(turn, ordinal, { actor: policy, action: 'retried', sentence });
}

/** The next attempt waits for an answer. Where a person is ending the target or its fleet, it ends as other PENDING targets do. */
function waitForAnswer(turn: Turn, ordinal: number): void {
  const { draft } = turn;
  const isCancelled = stopOf(draft, ordinal) !== undefined;
  renew(turn, ordinal, 'answer');
  if (isCancelled || draft.status === 'ABORTING') {
    const status = isCancelled ? 'CANCELLED' : 'SKIPPED';
    endTargets(draft, [ordinal], status);
    const sentence = (count: number): string => `${plural(count, 'target')} asked a question and ended ${status}.`;
    noteTarget(turn, ordinal, { actor: system, action: 'settled', key: `asked-${status}`, sentence });
    return;
  }
  draft.waiting.set(ordinal, turn.now);
  const sentence = (count: number): string =>
    count === 1
      ? '1 target asked a question and waits for an answer.'
      : `${count} targets asked a question and wait for an answer.`;
  noteTarget(turn, ordinal, { actor: system, action: 'asked', sentence });
}

/** Length of the sentence of a failure that a fleet shows as its reason. */
const longestCause = 500;
const causeWords = { auth: 'because credentials were refused', budget: 'because the budget of the day is used up' } as const;

/** The failure is not held against the target, and the fleet pauses: each further launch would fail alike. */
function giveBack(turn: Turn, ordinal: number, { code, message: told }: PausingCause): void {
  const { draft } = turn;
  // A child whose create was refused has done its work, as one that created a task: the next attempt needs a new one.
  childIsDone(draft, ordinal);
  renew(turn, ordinal, at(draft.triggers, ordinal));
  const sentence = (count: number): string =>
    `${plural(count, 'target')} could not be worked on ${causeWords[code]}, and ${count === 1 ? 'waits' : 'wait'} again.`;
  noteTarget(turn, ordinal, { actor: policy, action: 'retried', key: `back-${code}`, sentence });
  if (draft.status !== 'RUNNING') return;
  const message = shorten(told, longestCause);
  pauseFleet(turn, { code, message, actor: policy });
  noteFleet(turn, { actor: policy, action: 'paused', reason: `Paused ${causeWords[code]}: ${message}` });
}

function end(turn: Turn, ordinal: number, ending: Ending): void {
  const { draft } = turn;
  moveTarget(draft, ordinal, ending.status);
  draft.classes[ordinal] = ending.failure?.class ?? null;
  if (ending.failure?.code === personFailure.code) draft.failedByPerson.add(ordinal);
  else draft.earlyEndings = withEnding(draft.earlyEndings, ending.status, ending.failure?.class ?? null);
  draft.stops.delete(ordinal);
  draft.slots.delete(ordinal);
  draft.backoffs.delete(ordinal);
  const from = draft.firstUnpublished;
  if (draft.settings.notifyTargets && from[ordinal] === 0) from[ordinal] = at(draft.attempts, ordinal);
  releaseChild(draft, ordinal);
  const sentence = (count: number): string => `${plural(count, 'target')} ended ${ending.status}.`;
  noteTarget(turn, ordinal, { actor: system, action: 'settled', key: `settled-${ending.status}`, sentence });
}
