/**
 * Decides whether a fleet has failed too often to go on by itself (semantics 4). FAILED and LOST targets count as failed, unless
 * their class is excluded; SUCCEEDED, FAILED and LOST ones as finished. Failures that a person has acknowledged are no breach
 * until there are more of them. Invariant: a fleet without PENDING targets breaches nothing, because there is nothing to stop.
 * Example: threshold 20 %, of four finished one failed, eight waiting → `threshold`, 25.0 % of finished, 8.3 % of total.
 */
import type { FailureClass } from './failure.ts';
import type { ReasonCode, TargetStatus } from './fleet.ts';

export interface FailurePolicy {
  /** 0 to 100; a larger share is a breach. */
  readonly thresholdPercent: number | null;
  /** So many failures are a breach. */
  readonly thresholdCount: number | null;
  readonly of: 'finished' | 'total';
  /** The percentage counts from so many finished on; null: from 3, or from all if there are fewer. */
  readonly minFinished: number | null;
  /** It is a breach if so many end first and all of them failed with one class; 0: off. */
  readonly uniformEarlyFailure: number;
  readonly unit: 'target' | 'group';
  readonly excludeClasses: readonly FailureClass[];
  readonly action: 'pause' | 'abort';
}

/** The policy of a fleet whose request has none. */
export const defaultPolicy: FailurePolicy = {
  thresholdPercent: 20,
  thresholdCount: null,
  of: 'finished',
  minFinished: null,
  uniformEarlyFailure: 3,
  unit: 'target',
  excludeClasses: [],
  action: 'pause',
};

/** The numbers that a policy judges: of targets or of groups, as its unit says. */
export interface Tally {
  readonly total: number;
  readonly finished: number;
  readonly failed: number;
  /** Whether any target is PENDING. */
  readonly pending: boolean;
}

/** The targets of a generation that ended first: how many of them, without a gap, failed with one class. */
export interface EarlyEndings {
  readonly count: number;
  readonly class: FailureClass | null;
  /** A target ended in another way, so the count grows no more. */
  readonly mixed: boolean;
  /** The uniform failure was reported, and is not reported again. */
  readonly reported: boolean;
}

export const noEndings: EarlyEndings = { count: 0, class: null, mixed: false, reported: false };

/** Counts one more target that ended for good. Cancelled, skipped and blocked targets have not finished and do not count. */
export function withEnding(early: EarlyEndings, status: TargetStatus, failureClass: FailureClass | null): EarlyEndings {
  if (early.mixed || !(status === 'SUCCEEDED' || status === 'FAILED' || status === 'LOST')) return early;
  const same = status !== 'SUCCEEDED' && (early.count === 0 || early.class === failureClass);
  return same ? { ...early, count: early.count + 1, class: failureClass } : { ...early, mixed: true };
}

export type Breach = Extract<ReasonCode, 'threshold' | 'uniform_failure'>;
export const isBreach = (code: ReasonCode): code is Breach => code === 'threshold' || code === 'uniform_failure';

export function judgeFailures(
  policy: FailurePolicy,
  tally: Tally,
  { acknowledged, early }: { acknowledged: number; early: EarlyEndings },
): Breach | null {
  if (!tally.pending || tally.failed <= acknowledged) return null;
  if (exceedsPercent(policy, tally) || (policy.thresholdCount !== null && tally.failed >= policy.thresholdCount)) {
    return 'threshold';
  }
  return isUniform(policy, early) ? 'uniform_failure' : null;
}

function exceedsPercent(policy: FailurePolicy, { failed, finished, total }: Tally): boolean {
  if (policy.thresholdPercent === null || finished < (policy.minFinished ?? Math.min(3, total))) return false;
  return 100 * failed > policy.thresholdPercent * (policy.of === 'total' ? total : finished);
}

function isUniform({ uniformEarlyFailure: first, excludeClasses }: FailurePolicy, early: EarlyEndings): boolean {
  if (first === 0 || early.reported || early.count < first) return false;
  return early.class === null || !excludeClasses.includes(early.class);
}
