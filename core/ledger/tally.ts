/**
 * Counts a fleet for its failure policy: targets or top-level groups, and which of them failed.
 * Example: 12 groups, one of them done with a failed target, three done well → total 12, finished 4, failed 1.
 */
import { at, ordinalsWhere } from './ordinals.ts';
import { defaultPolicy, type FailurePolicy, type Tally } from '../failure-policy.ts';
import { isTerminalTarget } from '../fleet.ts';
import { topLevel, type GroupRange, type Ledger } from './ledger.ts';

/** A fleet without a policy is counted as the default policy would count it. */
export function tallyOf(ledger: Ledger): Tally {
  const policy = ledger.settings.policy ?? defaultPolicy;
  const pending = ledger.statuses.includes('PENDING');
  return policy.unit === 'group' ? { ...groupTally(ledger, policy), pending } : { ...targetTally(ledger, policy), pending };
}

function targetTally(ledger: Ledger, policy: FailurePolicy): Omit<Tally, 'pending'> {
  let finished = 0;
  let failed = 0;
  ledger.statuses.forEach((status, ordinal) => {
    const hasFinished = status === 'SUCCEEDED' || status === 'FAILED' || status === 'LOST';
    if (hasFinished && !ledger.failedByPerson.has(ordinal)) finished += 1;
    if (countsAsFailed(ledger, policy, ordinal)) failed += 1;
  });
  return { total: ledger.statuses.length, finished, failed };
}

function groupTally(ledger: Ledger, policy: FailurePolicy): Omit<Tally, 'pending'> {
  const groups = topLevel(ledger.groups);
  const finished = groups.filter((group) => isFinished(ledger, group));
  const failed = finished.filter((group) => hasFailed(ledger, policy, group));
  return { total: groups.length, finished: finished.length, failed: failed.length };
}

const isFinished = (ledger: Ledger, { from, to }: GroupRange): boolean => ledger.statuses.slice(from, to).every(isTerminalTarget);

function hasFailed(ledger: Ledger, policy: FailurePolicy, { from, to }: GroupRange): boolean {
  for (let ordinal = from; ordinal < to; ordinal++) if (countsAsFailed(ledger, policy, ordinal)) return true;
  return false;
}

/** A target that a person failed is no sign that the work is wrong, so it does not count. */
function countsAsFailed(ledger: Ledger, { excludeClasses }: FailurePolicy, ordinal: number): boolean {
  const status = at(ledger.statuses, ordinal);
  if ((status !== 'FAILED' && status !== 'LOST') || ledger.failedByPerson.has(ordinal)) return false;
  const failureClass = at(ledger.classes, ordinal);
  return failureClass === null || !excludeClasses.includes(failureClass);
}

/** Targets that count as failed, by ordinal. */
export function failedOrdinals(ledger: Ledger, policy: FailurePolicy): number[] {
  return ordinalsWhere(ledger.statuses, (_, ordinal) => countsAsFailed(ledger, policy, ordinal));
}

/** Paths of the top-level groups that count as failed. */
export const failedGroups = (ledger: Ledger, policy: FailurePolicy): string[] =>
  topLevel(ledger.groups).flatMap((group) => (isFinished(ledger, group) && hasFailed(ledger, policy, group) ? [group.path] : []));

/** Share in percent, one decimal, halves up; 0 of nothing is 0. Example: 1 of 12 → 8.3. */
export const percent = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part * 1_000) / whole) / 10);
