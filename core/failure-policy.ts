/**
 * When a fleet has failed too often to go on by itself (semantics 4). Failed are FAILED and LOST, less the excluded classes;
 * finished are SUCCEEDED, FAILED and LOST. What a person has acknowledged does not count again until there is more of it.
 * Invariant: a policy without anything left to launch never breaches: there is nothing to stop.
 * Example: threshold 20 %, of four finished one failed, eight waiting → `threshold`, 25.0 % of finished, 8.3 % of total.
 */
import type { FailureClass } from './failure.ts';
import type { ReasonCode, TargetStatus } from './fleet.ts';

export interface FailurePolicy {
  /** 0 to 100; breached by more than that. */
  readonly thresholdPercent: number | null;
  /** Breached by as many. */
  readonly thresholdCount: number | null;
  readonly of: 'finished' | 'total';
  /** The percentage is not looked at before; null: 3, or all if there are fewer. */
  readonly minFinished: number | null;
  /** So many first endings that are all failures of one class are a breach; 0: off. */
  readonly uniformEarlyFailure: number;
  readonly unit: 'target' | 'group';
  readonly excludeClasses: readonly FailureClass[];
  readonly action: 'pause' | 'abort';
}

/** Holds where nothing was asked for. */
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

/** What a policy judges, in its unit. */
export interface Tally {
  readonly total: number;
  readonly finished: number;
  readonly failed: number;
  /** Whether any target was not launched yet. */
  readonly pending: boolean;
}

/** How the first targets of a generation ended: so many, one after the other, as failures of one class. */
export interface EarlyEndings {
  readonly count: number;
  readonly class: FailureClass | null;
  /** One ended otherwise: the count is final. */
  readonly mixed: boolean;
  /** A uniform failure was reported: it is not reported again. */
  readonly reported: boolean;
}

export const noEndings: EarlyEndings = { count: 0, class: null, mixed: false, reported: false };

/** With one more target that ended for good. What was cancelled, skipped or blocked has not finished. */
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
  if (exceedsPercent(policy, tally) || (policy.thresholdCount !== null && tally.failed >= policy.thresholdCount))
    return 'threshold';
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
