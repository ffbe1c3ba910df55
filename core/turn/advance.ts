/**
 * Moves a target from step to step (semantics 21), and opens gates. The one place that changes the step of a target.
 * Invariant: with another step come a closed gate, and new heals and automatic retries.
 * Example: target 4 at step 1 of 3, passed over → step 2; at its last step, passed over → SUCCEEDED.
 */
import type { Failure } from '../failure.ts';
import type { Draft } from '../ledger/draft.ts';
import type { Ending } from './facts.ts';
import { at } from '../ledger/ordinals.ts';
import { gateOf, isToReview } from '../steps/next-step.ts';
import { stepOf } from '../ledger/step-of.ts';
import { endTarget } from './end-target.ts';
import { gateAt, comeToGate } from './step-gates.ts';
import { moveTarget } from './move.ts';
import { plural } from '../text/plural.ts';
import { noteTarget, policy, type Turn } from './turn.ts';
import { forgetWords } from './words.ts';

/** The target is at this step from now on: its next attempt is the first one there. */
export function goToStep(draft: Draft, ordinal: number, step: number): void {
  if (step !== at(draft.atSteps, ordinal)) closeGate(draft, ordinal);
  draft.publishing.delete(ordinal);
  draft.atSteps[ordinal] = step;
  countAnew(draft, ordinal);
}

/** The gate of its step is closed again, and words of a person that were for a step before do not count any more. */
export function closeGate(draft: Draft, ordinal: number): void {
  draft.gatesPassed.delete(ordinal);
  forgetWords(draft, ordinal);
}

/** Heals and automatic retries are counted for each step, for each batch, and after a person's retry. */
export function countAnew(draft: Draft, ordinal: number): void {
  draft.heals[ordinal] = 0;
  draft.autoRetries[ordinal] = 0;
}

/** The target has done its work, and what is next is to publish it, once a person has approved it. */
export function toPublish(draft: Draft, ordinal: number): void {
  closeGate(draft, ordinal);
  countAnew(draft, ordinal);
  draft.publishing.set(ordinal, 0);
}

/** The target waits for a review from now on, at the attempt that is to publish what it made. */
export function comeToReview(turn: Turn, ordinal: number, sentence: (count: number) => string): void {
  toPublish(turn.draft, ordinal);
  noteTarget(turn, ordinal, { actor: policy, action: 'stepped', key: `to-review-${sentence(1)}`, sentence });
  comeToGate(turn, ordinal);
}

/** What the target made is not to be published: it works again at its step, whose gate, if it has one, was opened before. */
export function toWorkAgain(draft: Draft, ordinal: number): void {
  if (draft.publishing.delete(ordinal)) draft.gatesPassed.add(ordinal);
}

/** Whether the step of the target has a gate, or what it made a review, that no person has opened for it. */
export const isGateClosed = (draft: Draft, ordinal: number): boolean =>
  (draft.publishing.has(ordinal) || gateOf(stepOf(draft, ordinal)) !== null) && !draft.gatesPassed.has(ordinal);

/** A person lets a target go on that waits at a gate. @param passOver its next step is passed over */
export function openGate(turn: Turn, ordinal: number, passOver: boolean): void {
  const { draft } = turn;
  const isOwn = gateAt(draft, ordinal) !== 'batch_done';
  draft.gates.delete(ordinal);
  if (passOver) passStep(turn, ordinal);
  else if (isOwn) draft.gatesPassed.add(ordinal);
}

function passStep(turn: Turn, ordinal: number): void {
  const { draft } = turn;
  if (isWorkDone(draft, ordinal)) {
    draft.triggers[ordinal] = 'publish';
    comeToReview(turn, ordinal, (count) => `${plural(count, 'target')} ${count === 1 ? 'waits' : 'wait'} for a review.`);
    return;
  }
  const next = at(draft.atSteps, ordinal) + 1;
  if (next >= draft.settings.steps.length) {
    succeed(turn, ordinal);
    return;
  }
  goToStep(draft, ordinal, next);
  if (isGateClosed(draft, ordinal)) comeToGate(turn, ordinal);
}

/** Whether the step that is passed over is the last before a merge, and earlier attempts may have left something that nobody has looked at. */
function isWorkDone({ settings, atSteps, attempts }: Draft, ordinal: number): boolean {
  const place = { ...settings, at: at(atSteps, ordinal), publishes: false };
  return isToReview(place, { batchesLeft: 0, reviewable: at(attempts, ordinal) > 1 });
}

const succeed = (turn: Turn, ordinal: number): void => {
  endUnlaunched(turn, ordinal, { status: 'SUCCEEDED', failure: null, ...nothingRan, skipped: true });
};

/** A PENDING target has failed although its attempt was not launched: a person decided it. */
export const fail = (turn: Turn, ordinal: number, failure: Failure): void => {
  endUnlaunched(turn, ordinal, { status: 'FAILED', failure, ...nothingRan });
};

const nothingRan = { costUsd: 0, durationMs: null, asks: false } as const;

/** The table of moves has none from PENDING to such an end: the target is launched and has done nothing, in one write. */
function endUnlaunched(turn: Turn, ordinal: number, ending: Ending): void {
  const { draft, settlements } = turn;
  moveTarget(draft, ordinal, 'QUEUED');
  settlements.push({ ordinal, attempt: at(draft.attempts, ordinal), trigger: at(draft.triggers, ordinal), ...ending });
  endTarget(turn, ordinal, ending);
}
