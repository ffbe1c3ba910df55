/**
 * How near a fleet is to a breach of its failure policy (semantics 4 and 31), in the numbers that the policy judges.
 * Invariant: `until_breach` more failures, and no fewer, are a breach, if nothing else ends meanwhile.
 * Example: threshold 20 %, 1 of 6 finished targets failed, 15 wait → until_breach 1, because 2 of 7 are 28.6 %.
 */
import { judgeFailures, type EarlyEndings, type FailurePolicy, type Tally } from '../failure-policy.ts';
import { isTerminalFleet, isTerminalTarget } from '../fleet.ts';
import type { Ledger } from './ledger.ts';
import { tallyOf } from './tally.ts';

export interface PolicyProgress {
  readonly failed: number;
  /** Finished or all, of targets or of groups, as the policy says. */
  readonly denominator: number;
  /** So many more failures are a breach; 0: it is breached now. Null: however many of those that are left fail, it is none. */
  readonly until_breach: number | null;
}

export function policyProgressOf(ledger: Ledger): PolicyProgress | null {
  const { policy } = ledger.settings;
  if (policy === null || isTerminalFleet(ledger.status)) return null;
  const tally = tallyOf(ledger);
  const denominator = policy.of === 'total' ? tally.total : tally.finished;
  return { failed: tally.failed, denominator, until_breach: untilBreach(ledger, policy, tally) };
}

/** The last one that is left cannot breach: when it has failed, nothing is PENDING. */
function untilBreach(ledger: Ledger, policy: FailurePolicy, tally: Tally): number | null {
  const left = leftOf(ledger, policy, tally);
  for (let more = 0; more < left; more += 1) {
    const after = { ...tally, failed: tally.failed + more, finished: tally.finished + more };
    const early = policy.unit === 'target' ? withMore(ledger.earlyEndings, more) : ledger.earlyEndings;
    if (judgeFailures(policy, after, { acknowledged: ledger.acknowledgedFailures, early }) !== null) return more;
  }
  return null;
}

/** Targets or groups that can still fail. A cancelled, skipped or blocked target has ended without having finished. */
const leftOf = ({ statuses }: Ledger, { unit }: FailurePolicy, { total, finished }: Tally): number =>
  unit === 'group' ? total - finished : statuses.filter((status) => !isTerminalTarget(status)).length;

/** As if so many more failed in the class of the first, which is the soonest way to a uniform failure. */
const withMore = (early: EarlyEndings, more: number): EarlyEndings =>
  early.mixed ? early : { ...early, count: early.count + more };
