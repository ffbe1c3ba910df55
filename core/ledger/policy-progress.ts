/**
 * How near a fleet is to a breach of its failure policy (semantics 4), in the numbers that the policy judges.
 * Invariant: `until_breach` more failures, and no fewer, would be a breach, if nothing else ended meanwhile.
 * Example: threshold 20 %, 1 of 6 finished targets failed, 15 wait → until_breach 1, because 2 of 7 are 28.6 %.
 */
import { isTerminalFleet } from '../fleet.ts';
import { judgeFailures } from '../failure-policy.ts';
import type { Ledger } from './ledger.ts';
import { tallyOf } from './tally.ts';

export interface PolicyProgress {
  readonly failed: number;
  /** Finished or all, of targets or of groups, as the policy says. */
  readonly denominator: number;
  /** So many more failures would be a breach. Null: no number of those that are left would. */
  readonly until_breach: number | null;
}

export function policyProgressOf(ledger: Ledger): PolicyProgress | null {
  const { policy } = ledger.settings;
  if (policy === null || isTerminalFleet(ledger.status)) return null;
  const tally = tallyOf(ledger);
  const seen = { acknowledged: ledger.acknowledgedFailures, early: ledger.earlyEndings };
  const left = Array.from({ length: tally.total - tally.finished }, (_, index) => index + 1);
  const until = left.find((more) => {
    const after = { ...tally, failed: tally.failed + more, finished: tally.finished + more };
    return judgeFailures(policy, after, seen) !== null;
  });
  return {
    failed: tally.failed,
    denominator: policy.of === 'total' ? tally.total : tally.finished,
    until_breach: until ?? null,
  };
}
