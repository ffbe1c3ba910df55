/**
 * Carries out a person's retry (semantics 6): each fitting target becomes PENDING with a new attempt, made from the frozen spec;
 * the old attempt keeps its record and its cost. Targets that nothing blocks any more wait again. A fleet that has ended is opened again,
 * as its next generation.
 * Invariant: a target that succeeded or has not ended is never touched, and no cost falls.
 * Example: FAILED, SUCCEEDED, LOST; retry → PENDING (attempt 2), SUCCEEDED, PENDING (attempt 2).
 */
import { at, ordinalsIn } from '../ledger/ordinals.ts';
import { earlierOf } from '../ledger/completion.ts';
import { noEndings } from '../failure-policy.ts';
import type { CommandOf, RetryChoice } from '../command.ts';
import { unblockedIn } from '../graph/readiness.ts';
import { isTerminalFleet, type TargetStatus } from '../fleet.ts';
import type { Draft } from '../ledger/draft.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { mostAttempts } from '../ledger/ledger-record.ts';
import { refuse, applied, type Judgement } from './judgement.ts';
import { closeGate, countAnew, goToStep, isGateClosed, toWorkAgain } from '../turn/advance.ts';
import { stepAt } from '../steps/step-at.ts';
import { moveFleet, moveTarget } from '../turn/move.ts';
import { arrive, goOnAfterGate } from '../turn/step-gates.ts';
import { reasonGiven, userOf } from '../turn/user-and-reason.ts';
import { plural } from '../text/plural.ts';
import { tallyOf } from '../ledger/tally.ts';
import { noteFleet, oweEvent, type Turn } from '../turn/turn.ts';
import { forgetWords } from '../turn/words.ts';

const retried: ReadonlySet<TargetStatus> = new Set(['FAILED', 'LOST', 'CANCELLED', 'SKIPPED'] as const);
const choices: Readonly<Record<RetryChoice, readonly TargetStatus[]>> = {
  failed: ['FAILED', 'LOST'],
  lost: ['LOST'],
  cancelled: ['CANCELLED'],
  skipped: ['SKIPPED'],
};

/** Whether a person may retry the target. */
export const retryable = (ledger: Ledger, ordinal: number): boolean =>
  retried.has(at(ledger.statuses, ordinal)) && at(ledger.attempts, ordinal) < mostAttempts(ledger.settings);

/** BLOCKED targets that nothing blocks any more. */
export const unblockable = ({ graph, statuses }: Pick<Ledger, 'graph' | 'statuses'>): number[] =>
  graph ? unblockedIn(graph, statuses) : [];

export function retry(turn: Turn, command: CommandOf<'retry'>): Judgement {
  const { draft } = turn;
  const asked = askedOrdinals(draft, command);
  const fitting = asked.filter((ordinal) => mayBegin(draft, ordinal, command));
  const released = command.resetBlocked ? unblockableAfter(draft, fitting) : [];
  if (fitting.length + released.length === 0) return refuse('NOTHING_TO_RETRY', nothing(draft, asked, command));
  if (command.generation !== draft.generation) {
    return refuse('INVALID_STATE', 'The fleet was opened again after this retry was asked for. Look at it and ask again.');
  }
  const reopened = isTerminalFleet(draft.status);
  if (reopened && command.conflict !== undefined) return refuse('FLEET_CONFLICT', command.conflict);
  if (command.words !== undefined && draft.words.length >= mostWords) return refuse('INVALID_STATE', tooManyWords);
  const taken = new Set([...fitting, ...released]);
  const refused = command.targets === null ? [] : asked.filter((ordinal) => !taken.has(ordinal));
  for (const ordinal of fitting) renew(turn, ordinal, command);
  if (command.words !== undefined) {
    draft.words.push({ commandId: command.id, budgetUsd: command.words.budgetUsd, targets: new Set(fitting) });
  }
  for (const ordinal of released) {
    moveTarget(draft, ordinal, 'PENDING');
    if (isGateClosed(draft, ordinal)) arrive(turn, ordinal);
  }
  draft.acknowledgedFailures = Math.min(draft.acknowledgedFailures, tallyOf(draft).failed);
  if (reopened) reopen(turn);
  draft.revision += 1;
  const goesOn = !reopened && goOnAfterGate(turn);
  noteRetry(turn, command, { fitting, released, reopened, goesOn });
  return refused.length === 0
    ? applied
    : { ...applied, message: leftOut(draft, refused, command), refused: refused.slice(0, named) };
}

const mayBegin = (draft: Draft, ordinal: number, command: CommandOf<'retry'>): boolean =>
  !passesReview(draft, ordinal, command) &&
  ((retryable(draft, ordinal) && fits(draft, ordinal, command)) || isSentBack(draft, ordinal, command));

/** What a target made is looked at and published before it is merged: no retry begins with the merge before that. */
const passesReview = ({ settings, atSteps }: Draft, ordinal: number, { fromStep }: CommandOf<'retry'>): boolean =>
  fromStep !== undefined &&
  settings.reviews &&
  stepAt(settings, fromStep).merges &&
  !stepAt(settings, at(atSteps, ordinal)).merges;

/** The BLOCKED targets that nothing blocks any more once these are PENDING. */
function unblockableAfter({ graph, statuses }: Draft, renewed: readonly number[]): number[] {
  const again = new Set(renewed);
  return unblockable({ graph, statuses: statuses.map((status, ordinal) => (again.has(ordinal) ? 'PENDING' : status)) });
}

/** Number of targets that a verdict names. */
const named = 10;
function leftOut(draft: Draft, refused: readonly number[], command: CommandOf<'retry'>): string {
  const count = refused.length;
  const left = `${plural(count, 'target')} of those named ${count === 1 ? 'was' : 'were'} left as ${count === 1 ? 'it is' : 'they are'}`;
  return `${left}: only targets that failed, were lost, cancelled or skipped can be retried.${reviewHelps(draft, refused, command)}`;
}

function reviewHelps(draft: Draft, ordinals: readonly number[], command: CommandOf<'retry'>): string {
  if (!ordinals.some((ordinal) => passesReview(draft, ordinal, command))) return '';
  return ' What a target made is reviewed and published before it is merged: leave the step out, or name an earlier one.';
}

function askedOrdinals({ statuses }: Draft, { targets }: CommandOf<'retry'>): number[] {
  if (targets === null) return [...statuses.keys()];
  return ordinalsIn(targets);
}

/** Named targets fit however they ended. Otherwise `only` decides; without it a target fits if it failed or was lost. */
function fits({ statuses }: Draft, ordinal: number, { only, targets }: CommandOf<'retry'>): boolean {
  if (only === null && targets !== null) return true;
  return choices[only ?? 'failed'].includes(at(statuses, ordinal));
}

function nothing(draft: Draft, asked: readonly number[], command: CommandOf<'retry'>): string {
  const { only, targets } = command;
  const { waiting } = draft;
  if (targets === null) return `The fleet has no target to retry: none is ${only ?? 'failed or lost'}.`;
  const asks = asked.some((ordinal) => waiting.has(ordinal));
  const helps = asks ? ' One that waits for an answer is answered, or skipped and then retried.' : '';
  const review = reviewHelps(draft, asked, command);
  return `Among the targets named there is no target to retry: none is ${only ?? 'failed, lost, cancelled or skipped'}.${helps}${review}`;
}

/** Retries with other words whose targets have not gone on to another step, so that the ledger stays bounded. */
export const mostWords = 50;
const tooManyWords = `The targets of ${mostWords} earlier retries with other words have not gone on to another step yet. Name more targets in one retry, or retry without other words.`;

/** A target that waits at a gate may be sent to another step. */
const isSentBack = ({ gates }: Draft, ordinal: number, { fromStep, targets, only }: CommandOf<'retry'>): boolean =>
  fromStep !== undefined && targets !== null && only === null && gates.has(ordinal);

function renew(turn: Turn, ordinal: number, { fromStep, words }: CommandOf<'retry'>): void {
  const { draft } = turn;
  // What failed while it was published is published again, unless the person wants other work.
  if (words !== undefined) toWorkAgain(draft, ordinal);
  // The attempt of a target that waits at a gate was never launched.
  if (draft.statuses[ordinal] !== 'PENDING') {
    moveTarget(draft, ordinal, 'PENDING');
    draft.attempts[ordinal] = at(draft.attempts, ordinal) + 1;
  }
  draft.gates.delete(ordinal);
  if (fromStep !== undefined) {
    goToStep(draft, ordinal, fromStep);
    closeGate(draft, ordinal);
  }
  forgetWords(draft, ordinal);
  countAnew(draft, ordinal);
  if (isGateClosed(draft, ordinal)) arrive(turn, ordinal);
  draft.triggers[ordinal] = 'retry';
  draft.classes[ordinal] = null;
  draft.lateResults.delete(ordinal);
  draft.failedByPerson.delete(ordinal);
  draft.refusals.delete(ordinal);
}

function reopen(turn: Turn): void {
  const { draft } = turn;
  draft.generation += 1;
  draft.eventSeq = 0;
  draft.earlyEndings = noEndings;
  moveFleet(turn, 'RUNNING', null);
  draft.startedAt = turn.now;
  draft.waitedMs = 0;
  draft.earlier = earlierOf(draft);
  draft.openCosts.clear();
  draft.awaitsApproval = false;
  draft.skipsAtGates = false;
  // Its claims were taken again for this generation.
  draft.releaseOwed = false;
  oweEvent(turn, 'Fleet Started');
}

interface Retried {
  readonly fitting: number[];
  readonly released: readonly number[];
  readonly reopened: boolean;
  readonly goesOn: boolean;
}

function noteRetry(turn: Turn, command: CommandOf<'retry'>, { fitting, released, reopened, goesOn }: Retried): void {
  const { generation } = turn.draft;
  const where = reopened ? `; the fleet is open again, as generation ${generation}` : goesOn ? '; the fleet goes on' : '';
  const blocked =
    released.length === 0 ? '' : `; ${released.length} blocked before ${released.length === 1 ? 'waits' : 'wait'} again`;
  noteFleet(turn, {
    actor: userOf(command),
    action: 'retried',
    key: `retried-${command.id}`,
    reason: `Retrying ${plural(fitting.length, 'target')}${howOf(turn, command)}${blocked}${where}.${reasonGiven(command)}`,
    ordinals: fitting,
  });
}

/** From which step, and whether with other words. */
function howOf({ draft }: Turn, { fromStep, words }: CommandOf<'retry'>): string {
  const from = fromStep === undefined ? '' : ` from the step ${stepAt(draft.settings, fromStep).name}`;
  return `${from}${words === undefined ? '' : ' with other words'}`;
}
