/**
 * A target that was steered, and is ended before the attempt that was to hear it began (semantics 27): what it had made is as it was. So a retry
 * comes to its review again.
 * Example: steered, then skipped before its launch; retried → it waits for a review, with the same change.
 */
import type { Draft } from '../ledger/draft.ts';

export function unsteer(draft: Draft, ordinal: number): void {
  if (draft.triggers[ordinal] !== 'steer' || !draft.answers.has(ordinal)) return;
  draft.gatesPassed.delete(ordinal);
  draft.publishing.set(ordinal, 0);
  // It had come there: the one look is after the last step that does not merge.
  draft.atSteps[ordinal] = Math.max(
    0,
    draft.settings.steps.findLastIndex(({ merges }) => !merges),
  );
}
