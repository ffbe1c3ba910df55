/**
 * What a target has made: its current attempt says it; with steps or reviews all of them together, since the last one may have merged or published only.
 * Example: step 1 changed files, step 2 found nothing to do → outcome `changed`, and the result of step 1.
 */
import type { AttemptOutcome } from '../contracts/fleet-records.ts';
import type { Ledger } from '../core/ledger/ledger.ts';

type Told = Pick<AttemptOutcome, 'status' | 'outcome' | 'result' | 'changed'>;
export type Made = Required<Pick<AttemptOutcome, 'outcome' | 'result'>>;

/** @param attempts in the order of their numbers @param current undefined: it has not begun, and none is known */
export function madeByAttempts({ settings }: Ledger, attempts: readonly Told[], current: Told | undefined): Made {
  const { outcome = null, result = null } = current ?? {};
  if (settings.steps.length === 0 && !settings.reviews) return { outcome, result };
  const latest = attempts.findLast((attempt) => attempt.status === 'SUCCEEDED' && attempt.result != null)?.result ?? null;
  // The last attempt may have published what the one before it made.
  if (outcome === null || settings.steps.length === 0) return { outcome, result: latest };
  const hasChanged = attempts.some((attempt) => attempt.outcome === 'changed' || attempt.changed === true);
  return { outcome: hasChanged ? 'changed' : 'no_changes', result: latest };
}
