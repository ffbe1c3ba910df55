/** The failed attempt that a heal is told of, and that people are shown where a heal has not helped: from the row of its task. */
import { failureOfTask, type Failure } from '../core/failure.ts';
import type { FailedAttempt } from '../core/steps/heal-context.ts';
import type { TaskRow } from '../contracts/task.ts';

/** Undefined: it has not failed. @param failure of an attempt, where it is known from elsewhere */
export function failedAttemptOf(row: TaskRow, failure: Failure | null = failureOfTask(row)): FailedAttempt | undefined {
  if (failure === null) return undefined;
  const { step = null, batch = null, said = null, changed = null, diff_stat: diffStat = null } = row;
  return { failure, step, batch, said, changed, diffStat };
}
