/**
 * Ends a target for good, with its last attempt: the one place that notes what the failure policy, the estimate and the events take from it.
 * Invariant: it keeps no slot, no child and no words of a person; its classes and counts are those of this end alone.
 * Example: target 3 fails with its heals used up → FAILED, and `healedInVain` has what a further heal would have been told.
 */
import { isByPerson, type Failure } from '../failure.ts';
import { withEnding } from '../failure-policy.ts';
import type { Draft } from '../ledger/draft.ts';
import { addDuration } from '../ledger/histogram.ts';
import { at } from '../ledger/ordinals.ts';
import { isHealable } from '../steps/next-step.ts';
import { plural } from '../text/plural.ts';
import { releaseChild } from './children.ts';
import type { Ending } from './facts.ts';
import { moveTarget } from './move.ts';
import { noteTarget, system, type Turn } from './turn.ts';
import { forgetWords } from './words.ts';

export function endTarget(turn: Turn, ordinal: number, ending: Ending): void {
  const { draft } = turn;
  moveTarget(draft, ordinal, ending.status);
  draft.classes[ordinal] = ending.failure?.class ?? null;
  if (ending.status === 'SUCCEEDED') draft.publishing.delete(ordinal);
  if (ending.failure && isByPerson(ending.failure)) draft.failedByPerson.add(ordinal);
  else draft.earlyEndings = withEnding(draft.earlyEndings, ending.status, ending.failure?.class ?? null);
  draft.stops.delete(ordinal);
  draft.slots.delete(ordinal);
  draft.backoffs.delete(ordinal);
  forgetWords(draft, ordinal);
  noteDuration(draft, ordinal, ending);
  const failure = failedThoughHealed(draft, ordinal, ending);
  if (failure) turn.healedInVain.set(ordinal, ending.context ?? failure.message);
  const from = draft.firstUnpublished;
  if (draft.settings.notifyTargets && from[ordinal] === 0) from[ordinal] = at(draft.attempts, ordinal);
  releaseChild(draft, ordinal);
  const sentence = (count: number): string => `${plural(count, 'target')} ended ${ending.status}.`;
  noteTarget(turn, ordinal, { actor: system, action: 'settled', key: `settled-${ending.status}`, sentence });
}

/** The time of all its attempts together, once, where it came to an end of its own. */
function noteDuration(draft: Draft, ordinal: number, { status, durationMs }: Ending): void {
  const before = draft.worked.get(ordinal);
  draft.worked.delete(ordinal);
  const hasWorked = before !== undefined || durationMs !== null;
  if (hasWorked && (status === 'SUCCEEDED' || status === 'FAILED')) {
    addDuration(draft.durations, (before ?? 0) + (durationMs ?? 0));
  }
}

/** The failure for which the fleet pauses; null: it does not. */
function failedThoughHealed({ settings, heals }: Draft, ordinal: number, { failure }: Ending): Failure | null {
  const pauses = settings.heal?.onFailure === 'pause' && at(heals, ordinal) > 0;
  return pauses && isHealable(failure) ? failure : null;
}
