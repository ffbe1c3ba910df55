/** What the earlier attempts at a target tell about the current one: which of them it repeats, and which failed. */
import { isHealable } from '../../core/steps/next-step.ts';
import type { AttemptOutcome, TargetRecord } from '../../contracts/fleet-records.ts';
import { pausingCause } from '../../core/failure.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { Trigger } from '../../core/fleet.ts';

/** In the order of their numbers; those without a record are left out. */
export const outcomesBefore = (
  { outcomes }: TargetRecord,
  attempt: number,
): readonly (AttemptOutcome & { readonly attempt: number })[] =>
  Array.from({ length: Math.max(0, attempt - 1) }, (_, at) => at + 1).flatMap((each) => {
    const outcome = outcomes[String(each)];
    return outcome ? [{ ...outcome, attempt: each }] : [];
  });

interface Cause {
  readonly trigger: Trigger;
  /** Number of the attempt. */
  readonly attempt: number;
}

/** The cause of the attempt; of an automatic retry that of the one that it repeats. */
export function causeOf(ledger: Ledger, target: TargetRecord, attempt: number): Cause {
  const trigger = ledger.triggers[target.ordinal] ?? 'initial';
  if (trigger !== 'auto_retry') return { trigger, attempt };
  const repeated = outcomesBefore(target, attempt).findLast((outcome) => outcome.trigger !== 'auto_retry');
  return repeated ?? { trigger: 'initial', attempt: 1 };
}

/** The failure that a heal mends: the last one of the work itself at this step. @param heal number of the heal, not of one that repeats it */
export const failureToHeal = (target: TargetRecord, heal: number, step: string | null): AttemptOutcome | undefined =>
  outcomesBefore(target, heal).findLast(
    ({ failure, step: at = null }) => isHealable(failure) && pausingCause(failure) === undefined && at === step,
  );

/** The last attempt, if it failed at this step. */
export function failureBefore(target: TargetRecord, attempt: number, step: string): AttemptOutcome | undefined {
  const last = outcomesBefore(target, attempt).at(-1);
  return last?.failure && last.step === step ? last : undefined;
}

/** Whether the branch may have what a failed attempt at this step left. */
export function isAfterFailure(target: TargetRecord, attempt: number, step: string): boolean {
  const last = outcomesBefore(target, attempt).findLast((outcome) => !hasLeftNothing(outcome));
  return last?.failure != null && last.step === step;
}

/** It asked, was cancelled, or had no task: what the attempt before it left is still there. */
const hasLeftNothing = ({ question = null, status, task_id }: AttemptOutcome): boolean =>
  question !== null || status === 'CANCELLED' || task_id === null;
