/**
 * What a heal of a target is about: what failed, and which heal of how many this is (semantics 11).
 * Example: batch 2 left a file out, and is tried again → `Auto-healing batch 2 (attempt 1 of 1): file not found`.
 */
import { isTerminalTarget } from '../fleet.ts';
import { plainLine } from '../text/plain-text.ts';
import { shorten } from '../text/shorten.ts';
import type { SeenAttempt, SeenTarget } from './seen-target.ts';
import { stepTitle } from './step-words.ts';

/** Undefined: no heal runs, and none is to begin. `most`: heals of one step, or of one batch of it. */
export function healingText({ status, trigger, step, attempts }: SeenTarget, most: number): string | undefined {
  if (trigger !== 'heal' || isTerminalTarget(status)) return undefined;
  const ended = attempts.filter((one) => one.step === step && isTerminalTarget(one.status));
  const last = ended.at(-1);
  const healed = last?.batch ? `batch ${last.batch.index}` : step === null ? 'the work' : stepTitle(step).toLowerCase();
  const why = last?.failure ? `: ${plainLine(shorten(last.failure.message))}` : '';
  return `Auto-healing ${healed} (attempt ${healsBefore(ended) + 1} of ${most})${why}`;
}

/** Heals in vain since the work began that is healed: an automatic retry repeats its attempt, and every other cause begins anew. */
function healsBefore(ended: readonly SeenAttempt[]): number {
  const begun = ended.findLastIndex(({ trigger }) => trigger !== 'heal' && trigger !== 'auto_retry');
  return ended.slice(begun + 1).filter(({ trigger }) => trigger === 'heal').length;
}
