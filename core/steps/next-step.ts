/**
 * What follows an attempt that ended (semantics 11 and 21): the next step, a further batch of the same step, another attempt at it, or the end
 * of the target. Pure, and the same for a fleet without steps, which has one.
 * Invariants: only a success of the last step is a success of the target; on the way down nothing follows.
 * Example: step 2 of 5 succeeded and has a batch left → PENDING, step 2, trigger `step`.
 */
import { isByPerson, type Failure, type FailureClass } from '../failure.ts';
import type { FleetStatus, TargetStatus, Trigger } from '../fleet.ts';
import type { FleetSettings, StepRule } from '../settings.ts';

export interface AttemptEnd {
  readonly status: Extract<TargetStatus, 'SUCCEEDED' | 'FAILED'>;
  readonly failure: Pick<Failure, 'class' | 'code' | 'by'> | null;
  /** The step had nothing to do. */
  readonly skipped: boolean;
  /** Batches of the step that are left. */
  readonly batchesLeft: number;
  /** The attempt was a heal, or repeated one. */
  readonly isHeal: boolean;
  /** Whether the work changed something; null: not known. */
  readonly changed: boolean | null;
  /** The work that is done so far is kept for a review. */
  readonly reviewable: boolean;
}

export interface StepPlace {
  readonly steps: readonly Pick<StepRule, 'gate' | 'merges' | 'usesAgent'>[];
  /** The step of the attempt. */
  readonly at: number;
  readonly healsLeft: number;
  readonly autoRetriesLeft: number;
  readonly attemptsLeft: number;
  readonly pauseBetween: FleetSettings['pauseBetween'];
  /** Whether a person looks at what the target made before it is published. */
  readonly reviews: boolean;
  /** Whether the attempt published what was approved. */
  readonly publishes: boolean;
  /** A target that a person ends alone counts as if its fleet went down. */
  readonly fleetStatus: FleetStatus;
}

export type GateCode = 'merge_ready' | 'step_gate' | 'batch_done' | 'review';

export interface NextStep {
  readonly status: Extract<TargetStatus, 'PENDING' | 'SUCCEEDED' | 'FAILED' | 'SKIPPED' | 'CANCELLED'>;
  /** The step of the next attempt; of a target that ended, the one that a retry goes on with. */
  readonly step: number;
  /** Null where no attempt follows. */
  readonly trigger: Trigger | null;
  /** What the next attempt waits for, where every gate is closed, also that of a retry; null: a slot only. */
  readonly waitsAt: GateCode | null;
  readonly code: string | null;
}

const healable: ReadonlySet<string> = new Set(['agent', 'verification', 'timeout', 'budget'] satisfies FailureClass[]);
export const usedUpCode = 'ATTEMPTS_USED_UP';
/** What was approved is not there any more: the target waits for a review again. */
export const headMovedCode = 'HEAD_MOVED';

export const nextStep = (place: StepPlace, end: AttemptEnd): NextStep =>
  end.status === 'SUCCEEDED' ? afterSuccess(place, end) : afterFailure(place, end);

function afterSuccess(place: StepPlace, end: AttemptEnd): NextStep {
  const { steps, at, fleetStatus, attemptsLeft } = place;
  const review = isToReview(place, end);
  const step = end.batchesLeft > 0 || review ? at : at + 1;
  if (step >= steps.length) return ended('SUCCEEDED', at);
  const waitsAt = review ? 'review' : null;
  if (fleetStatus === 'CANCELLING') return { ...ended('CANCELLED', step), waitsAt };
  if (fleetStatus === 'ABORTING') return { ...ended('SKIPPED', step), waitsAt };
  if (attemptsLeft <= 0) return { ...ended('FAILED', step, usedUpCode), waitsAt };
  if (review) return forReview(step);
  return { ...pending(step, 'step'), waitsAt: waitBefore(place, step, end.skipped) };
}

/** A further batch of a step is behind its gate already. No pause comes after a step that was skipped. */
function waitBefore({ steps, at, pauseBetween }: StepPlace, step: number, skipped: boolean): GateCode | null {
  if (step === at) return pauseBetween === 'batches' ? 'batch_done' : null;
  const ownGate = gateOf(steps[step]);
  return ownGate ?? (pauseBetween === 'steps' && !skipped ? 'batch_done' : null);
}

/** The gate of a step; null: it has none. */
export const gateOf = (step: Pick<StepRule, 'gate' | 'merges'> | undefined): GateCode | null =>
  step?.gate ? (step.merges ? 'merge_ready' : 'step_gate') : null;

function afterFailure(place: StepPlace, end: AttemptEnd): NextStep {
  const { at, fleetStatus, attemptsLeft } = place;
  const stays = ended('FAILED', at, end.failure?.code ?? null);
  if (fleetStatus === 'CANCELLING' || fleetStatus === 'ABORTING') return stays;
  if (place.publishes && end.failure?.code === headMovedCode) {
    return attemptsLeft > 0 ? forReview(at) : { ...ended('FAILED', at, usedUpCode), waitsAt: 'review' };
  }
  const trigger = furtherTry(place, end);
  if (trigger === null) return stays;
  return attemptsLeft > 0 ? pending(at, trigger) : ended('FAILED', at, usedUpCode);
}

/** A passing failure is tried again; a failure of an agent's work is healed, unless a heal has changed nothing. */
function furtherTry({ steps, at, healsLeft, autoRetriesLeft, publishes }: StepPlace, end: AttemptEnd): Trigger | null {
  if (end.failure?.by === 'transient' && autoRetriesLeft > 0) return 'auto_retry';
  const usesAgent = !publishes && steps.some((step, place) => place === at && step.usesAgent);
  if (!isHealable(end.failure) || !usesAgent || healsLeft <= 0) return null;
  return end.isHeal && end.changed === false ? null : 'heal';
}

/** Whether another attempt of an agent may mend what failed. What a person failed or rejected is never healed. */
export const isHealable = (failure: (Pick<Failure, 'code'> & { readonly class: string }) | null): boolean =>
  failure !== null && healable.has(failure.class) && !isByPerson(failure);

/** Whether the one look comes now: the last step that does not merge is done, and there is something to publish. */
export const isToReview = (
  { steps, at, reviews, publishes }: Pick<StepPlace, 'steps' | 'at' | 'reviews' | 'publishes'>,
  { batchesLeft, reviewable }: Pick<AttemptEnd, 'batchesLeft' | 'reviewable'>,
): boolean =>
  reviews &&
  reviewable &&
  !publishes &&
  batchesLeft === 0 &&
  steps.slice(at).every(({ merges }, further) => merges === further > 0);

const forReview = (step: number): NextStep => ({ ...pending(step, 'publish'), waitsAt: 'review' });
const pending = (step: number, trigger: Trigger): NextStep => ({ status: 'PENDING', step, trigger, waitsAt: null, code: null });
const ended = (status: NextStep['status'], step: number, code: string | null = null): NextStep => ({
  ...{ status, step, trigger: null, waitsAt: null, code },
});
