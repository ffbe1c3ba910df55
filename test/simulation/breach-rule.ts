/** The failure policy's rule (semantics 4), written down a second time: from the statuses alone, without what the product remembers. */
import type { FailurePolicy } from '../../core/failure-policy.ts';
import { isTerminalTarget, type TargetStatus } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';

interface FailureCounts {
  readonly total: number;
  readonly finished: number;
  readonly failed: number;
}

const isFailed = (ledger: Ledger, policy: FailurePolicy, ordinal: number): boolean => {
  const failureClass = ledger.classes[ordinal] ?? null;
  const status = ledger.statuses[ordinal];
  const excluded = failureClass !== null && policy.excludeClasses.includes(failureClass);
  return (status === 'FAILED' || status === 'LOST') && !excluded && !ledger.failedByPerson.has(ordinal);
};
const isFinished = (status: TargetStatus): boolean => status === 'SUCCEEDED' || status === 'FAILED' || status === 'LOST';

/** In targets, or in top-level groups. */
export function countFailures(ledger: Ledger, policy: FailurePolicy): FailureCounts {
  const { statuses } = ledger;
  const failed = [...statuses.keys()].filter((ordinal) => isFailed(ledger, policy, ordinal));
  if (policy.unit === 'target') {
    return {
      total: statuses.length,
      finished: statuses.filter((status, ordinal) => isFinished(status) && !ledger.failedByPerson.has(ordinal)).length,
      failed: failed.length,
    };
  }
  const groups = ledger.groups.filter(({ path }) => !path.includes('/'));
  const finished = groups.filter(({ from, to }) => statuses.slice(from, to).every(isTerminalTarget));
  const bad = finished.filter(({ from, to }) => failed.some((ordinal) => ordinal >= from && ordinal < to));
  return { total: groups.length, finished: finished.length, failed: bad.length };
}

export function breachOf(
  policy: FailurePolicy,
  { total, finished, failed }: FailureCounts,
  endings: Endings,
): string | undefined {
  const { thresholdPercent: percent, thresholdCount: count, minFinished, uniformEarlyFailure: first } = policy;
  const enough = finished >= (minFinished ?? Math.min(3, total));
  if (percent !== null && enough && 100 * failed > percent * (policy.of === 'total' ? total : finished)) return 'percent';
  if (count !== null && failed >= count) return 'count';
  return endings.areUniform(first, policy) ? 'uniform' : undefined;
}

/** How the first targets of a generation ended, as far as the order is known. */
export class Endings {
  #generation = 0;
  #classes: (string | undefined)[] = [];
  #wasReported = false;
  /** Several ended in one write, and which of them was first is not known. */
  #isBlurred = false;

  note(before: Ledger, after: Ledger): void {
    if (after.generation !== this.#generation) [this.#classes, this.#isBlurred, this.#wasReported] = [[], false, false];
    this.#generation = after.generation;
    if (after.reason?.code === 'uniform_failure') this.#wasReported = true;
    const ended = after.statuses.flatMap((status, ordinal) =>
      isFinished(status) &&
      !after.failedByPerson.has(ordinal) &&
      before.statuses[ordinal] !== status &&
      after.attempts[ordinal] === before.attempts[ordinal]
        ? [status === 'SUCCEEDED' ? undefined : String(after.classes[ordinal])]
        : [],
    );
    if (new Set(ended).size > 1) this.#isBlurred = true;
    this.#classes.push(...ended);
  }

  areUniform(first: number, { excludeClasses }: FailurePolicy): boolean {
    const [failureClass, ...others] = this.#classes.slice(0, first);
    if (first === 0 || this.#isBlurred || this.#wasReported || this.#classes.length < first) return false;
    if (failureClass === undefined || excludeClasses.some((each) => each === failureClass)) return false;
    return others.every((each) => each === failureClass);
  }
}
