/**
 * The steps of a target as people see them (semantics 21): how it stands with each, from the ledger, and what its attempts there did.
 * Example: two batches of the step "implement" are done, the third runs → status `running`, attempts [2, 3, 4], batch 2 of 4.
 */
import { sumUsd } from '../../../../core/budget.ts';
import type { AttemptView } from '../../../../contracts/http/fleet.ts';
import type { StepView } from '../../../../contracts/http/fleet-steps.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { standingWith } from '../../../../core/ledger/step-counts.ts';

/** Empty: the fleet has no steps. @param attempts of the target, in the order of their numbers */
export const stepViews = (ledger: Ledger, ordinal: number, attempts: readonly AttemptView[]): StepView[] =>
  ledger.settings.steps.map(({ name }, index) => {
    const there = attempts.filter(({ step }) => step === name);
    const status = statusOf(ledger, ordinal, { index, there });
    return {
      name,
      status,
      healed: there.some(({ trigger }) => trigger === 'heal'),
      batch: there.findLast(({ batch }) => batch !== null)?.batch ?? null,
      attempts: there.map(({ attempt }) => attempt),
      cost_usd: sumOfKnown(there),
      started_at: there.find(({ started_at }) => started_at !== null)?.started_at ?? null,
      finished_at: hasEnded(status) ? (there.at(-1)?.finished_at ?? null) : null,
    };
  });

interface AtStep {
  /** Place of the step. */
  readonly index: number;
  readonly there: readonly AttemptView[];
}

/** A step is `skipped` where the target is past it and no attempt did its work: it had nothing to do, or a person passed it over. */
function statusOf(ledger: Ledger, ordinal: number, { index, there }: AtStep): StepView['status'] {
  const standing = standingWith(ledger, ordinal, index);
  const wasDone = there.some(({ status, outcome }) => status === 'SUCCEEDED' && outcome !== null && outcome !== 'step_skipped');
  return standing === 'done' && !wasDone ? 'skipped' : standing;
}

const hasEnded = (status: StepView['status']): boolean => status === 'done' || status === 'skipped' || status === 'failed';

/** Null while none is known. */
export function sumOfKnown(attempts: readonly Pick<AttemptView, 'cost_usd'>[]): number | null {
  const known = attempts.flatMap(({ cost_usd }) => cost_usd ?? []);
  return known.length === 0 ? null : sumUsd(known);
}
