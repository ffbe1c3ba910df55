/**
 * Ends an attempt: its target becomes terminal, or is PENDING again with a new attempt: after a passing failure, to wait for the answer to a
 * question, or because the failure says nothing about the target.
 * Invariant: costs only grow; the target gives its slot back in the same turn; no attempt is granted beyond `mostAttempts`.
 * Example: a transient failure, first of two automatic retries → PENDING, attempt 2, not before 15 to 30 s from now.
 */
import { sumUsd } from '../budget.ts';
import { at } from '../ledger/ordinals.ts';
import { backoffMs } from './backoff.ts';
import { childIsDone } from './children.ts';
import { endTarget } from './end-target.ts';
import { attemptsUsedUp, noAttemptLeft, pausingCause, personFailure, type PausingCause } from '../failure.ts';
import { isGoingDown, isTerminalTarget, type Trigger } from '../fleet.ts';
import type { Ending } from './facts.ts';
import { clearMark } from './marks.ts';
import type { Draft } from '../ledger/draft.ts';
import { headMovedCode, nextStep, usedUpCode, type NextStep } from '../steps/next-step.ts';
import { stepOf } from '../ledger/step-of.ts';
import { stepAt } from '../steps/step-at.ts';
import { comeToReview, goToStep, toPublish } from './advance.ts';
import { comeToGate } from './step-gates.ts';
import { mostAttempts } from '../ledger/ledger-record.ts';
import { moveTarget } from './move.ts';
import { endTargets, pauseFleet } from './pause.ts';
import { stopOf } from './stops.ts';
import { plural } from '../text/plural.ts';
import { shorten } from '../text/shorten.ts';
import { noteFleet, noteTarget, policy, system, type Turn } from './turn.ts';

export function settle(turn: Turn, ordinal: number, told: Ending): void {
  const asked = asItCounts(turn, ordinal, told);
  const next = followsBy(turn, ordinal, asked);
  const ending = next?.code === usedUpCode && asked.failure?.code !== usedUpCode ? usedUp(turn, asked, next) : asked;
  recordAttempt(turn, ordinal, ending);
  turn.draft.answers.delete(ordinal);
  const cause = mayGoOn(turn, ordinal) ? pausingCause(ending.failure) : undefined;
  if (ending.asks) waitForAnswer(turn, ordinal);
  else if (cause !== undefined) giveBack(turn, ordinal, cause);
  else if (next === undefined) endTarget(turn, ordinal, ending);
  else if (next.status === 'SUCCEEDED' || next.status === 'FAILED') endAt(turn, ordinal, { next, ending });
  else goOn(turn, ordinal, next);
  noteWorked(turn, ordinal, ending);
}

/** The estimate needs no more than whole seconds of the attempts before the last one. */
function noteWorked({ draft }: Turn, ordinal: number, { durationMs }: Ending): void {
  if (durationMs === null || isTerminalTarget(at(draft.statuses, ordinal))) return;
  const worked = (draft.worked.get(ordinal) ?? 0) + Math.round(durationMs / 1_000) * 1_000;
  if (worked > 0) draft.worked.set(ordinal, worked);
}

/**
 * Work without an agent has no unknown cost. Where a person fails the target, a question, a step that is not the last, and a task that was
 * cancelled are failures. So is a question whose answer could not be used.
 */
function asItCounts({ draft }: Turn, ordinal: number, told: Ending): Ending {
  const ending = stepOf(draft, ordinal).usesAgent ? told : { ...told, costUsd: told.costUsd ?? 0 };
  const isFailed =
    draft.stops.get(ordinal) === 'fail' && (ending.asks || ending.status === 'CANCELLED' || !isLast(draft, ordinal, ending));
  if (isFailed) return { ...ending, status: 'FAILED', failure: personFailure, asks: false };
  if (!ending.asks || at(draft.attempts, ordinal) < mostAttempts(draft.settings)) return ending;
  return { ...ending, status: 'FAILED', failure: attemptsUsedUp, asks: false };
}

/** Whether a target has done all its work with this end. */
function isLast({ settings, atSteps, publishing }: Draft, ordinal: number, ending: Ending): boolean {
  const { status, failure, batchesLeft = 0, reviewable = false } = ending;
  const publishes = publishing.has(ordinal);
  if (status !== 'SUCCEEDED') return !(publishes && failure?.code === headMovedCode);
  const isPublished = !settings.reviews || !reviewable || publishes;
  return isPublished && batchesLeft === 0 && at(atSteps, ordinal) + 1 >= settings.steps.length;
}

/** What follows the attempt; undefined where its end is that of its target, whatever is left: it was cancelled, or is LOST. */
function followsBy({ draft }: Turn, ordinal: number, ending: Ending): NextStep | undefined {
  const { status, failure, skipped = false, batchesLeft = 0, changed = null, reviewable = false } = ending;
  if (ending.asks || (status !== 'SUCCEEDED' && status !== 'FAILED')) return undefined;
  const { settings, atSteps, attempts, heals, autoRetries, stops } = draft;
  const step = at(atSteps, ordinal);
  const stop = stopOf(draft, ordinal);
  const place = {
    steps: settings.steps.length === 0 ? [stepAt(settings, 0)] : settings.steps,
    at: step,
    healsLeft: stops.has(ordinal) ? 0 : (settings.heal?.maxAttempts ?? 0) - at(heals, ordinal),
    autoRetriesLeft: stops.has(ordinal) ? 0 : settings.autoRetryMax - at(autoRetries, ordinal),
    attemptsLeft: mostAttempts(settings) - at(attempts, ordinal),
    pauseBetween: settings.pauseBetween,
    ...{ reviews: settings.reviews, publishes: draft.publishing.has(ordinal) },
    fleetStatus: stop === 'cancel' ? 'CANCELLING' : draft.status,
  } as const;
  return nextStep(place, { status, failure, skipped, batchesLeft, isHeal: at(heals, ordinal) > 0, changed, reviewable });
}

/** @param next `step`: the first one that is not done */
function usedUp({ draft }: Turn, ending: Ending, { step, waitsAt }: NextStep): Ending {
  const { batchesLeft: batches = 0, failure } = ending;
  if (waitsAt === 'review') return { ...ending, status: 'FAILED', failure: noAttemptLeft('to publish what it made', failure) };
  const names = draft.settings.steps.slice(step).map(({ name }) => name);
  const steps = names.length === 1 ? `the step ${names.join()}` : `the steps ${names.join(', ')}`;
  const left = names.length === 0 ? 'the work of the target' : batches > 0 ? `${batchWords(batches)} at ${steps}` : steps;
  return { ...ending, status: 'FAILED', failure: noAttemptLeft(left, failure) };
}

const batchWords = (count: number): string => (count === 1 ? '1 batch' : `${count} batches`);

/** A target whose attempts are used up may have done the step of the last one: then it ends at the next one. */
function endAt(turn: Turn, ordinal: number, { next, ending }: { readonly next: NextStep; readonly ending: Ending }): void {
  const { draft } = turn;
  // What was approved is not there any more: a retry comes to a review first.
  if (draft.publishing.has(ordinal) && next.code === headMovedCode) draft.gatesPassed.delete(ordinal);
  if (next.code === usedUpCode) goToStep(draft, ordinal, next.step);
  endTarget(turn, ordinal, ending);
}

function recordAttempt({ draft, settlements }: Turn, ordinal: number, ending: Ending): void {
  const { knownUsd, unknownCount } = draft.cost;
  draft.cost =
    ending.costUsd === null
      ? { knownUsd, unknownCount: unknownCount + 1 }
      : { knownUsd: sumUsd([knownUsd, ending.costUsd]), unknownCount };
  const attempt = at(draft.attempts, ordinal);
  const trigger = at(draft.triggers, ordinal);
  settlements.push({ ordinal, attempt, trigger, ...ending });
}

/** Whether the target may get another attempt without a person asking for one. */
const mayGoOn = ({ draft }: Turn, ordinal: number): boolean =>
  !isGoingDown(draft.status) && !draft.stops.has(ordinal) && at(draft.attempts, ordinal) < mostAttempts(draft.settings);

/** Another attempt at the step, or the first one at the next; where a person is ending the target or its fleet, it ends there. */
function goOn(turn: Turn, ordinal: number, { status, step, trigger, waitsAt }: NextStep): void {
  const { draft } = turn;
  if (trigger === 'auto_retry') {
    tryAgain(turn, ordinal);
    return;
  }
  if (trigger === 'heal') {
    heal(turn, ordinal);
    return;
  }
  const isFurther = step !== at(draft.atSteps, ordinal);
  const last = at(draft.attempts, ordinal);
  const isReview = waitsAt === 'review';
  const isMoved = isReview && draft.publishing.has(ordinal);
  renew(turn, ordinal, isReview ? 'publish' : 'step');
  if (isReview && status === 'PENDING') {
    comeToReview(turn, ordinal, isMoved ? movedWords : doneWords);
    return;
  }
  if (isReview) toPublish(draft, ordinal);
  else goToStep(draft, ordinal, step);
  if (status === 'SKIPPED' || status === 'CANCELLED') {
    draft.attempts[ordinal] = Math.min(last + 1, mostAttempts(draft.settings));
    endTargets(draft, [ordinal], status);
    const sentence = (count: number): string => `${plural(count, 'target')} ended a step and ended ${status}.`;
    noteTarget(turn, ordinal, { actor: system, action: 'settled', key: `stepped-${status}`, sentence });
    return;
  }
  noteStep(turn, ordinal, isFurther);
  if (waitsAt !== null) comeToGate(turn, ordinal);
}

const doneWords = (count: number): string =>
  `${plural(count, 'target')} ${count === 1 ? 'has' : 'have'} done the work and ${count === 1 ? 'waits' : 'wait'} for a review.`;
const movedWords = (count: number): string =>
  `What was approved of ${plural(count, 'target')} is not there any more, so nothing was published: ${count === 1 ? 'it waits' : 'they wait'} for a review again.`;

function noteStep(turn: Turn, ordinal: number, isFurther: boolean): void {
  const { name } = stepOf(turn.draft, ordinal);
  const sentence = (count: number): string =>
    isFurther
      ? `${plural(count, 'target')} went on to the step ${name}.`
      : `${plural(count, 'target')} went on to the next batch of the step ${name}.`;
  noteTarget(turn, ordinal, { actor: policy, action: 'stepped', key: `stepped-${isFurther ? '' : 'batch-'}${name}`, sentence });
}

function heal(turn: Turn, ordinal: number): void {
  const { draft } = turn;
  const used = at(draft.heals, ordinal);
  renew(turn, ordinal, 'heal');
  draft.heals[ordinal] = used + 1;
  const sentence = (count: number): string => `${plural(count, 'target')} failed and will be healed.`;
  noteTarget(turn, ordinal, { actor: policy, action: 'healed', sentence });
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
