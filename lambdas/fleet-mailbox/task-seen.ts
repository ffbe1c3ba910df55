import { healContext } from '../../core/steps/heal-context.ts';
import { shorten } from '../../core/text/shorten.ts';
import { failedAttemptOf } from '../failed-attempt.ts';
import { failureOfTask, personFailure } from '../../core/failure.ts';
import type { Wait } from '../../core/ledger/ledger.ts';
import type { TaskSeen } from '../../core/turn/facts.ts';
import { targetStatusOfTask } from '../../core/task-status.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { costOfTask, mayTellCost } from '../../tasks/cost-of-task.ts';

const millis = (iso: string | null): number | null => (iso === null ? null : Date.parse(iso));

/** The fact that the row of a task is for its attempt. */
export function taskSeen(row: TaskRow, { ordinal, attempt }: { ordinal: number; attempt: number }): TaskSeen {
  return {
    kind: 'task-seen',
    ordinal,
    attempt,
    ...endOf(row),
    ...stepOf(row),
    finalizing: row.status === 'FINALIZING',
    costUsd: costOfTask(row),
    durationMs: durationMs(row),
    claimedAt: millis(row.claimed_at),
    ...(mayTellCost(row) ? { costFollows: true } : {}),
    overdue: row.cancel_reason === 'overdue',
    waits: waitOfTask(row),
  };
}

/** UTF-16 units of what the reason of a fleet says of a failed attempt. */
const longestContext = 500;

/** What the work of a step or a heal tells besides its end. */
function stepOf(row: TaskRow): Partial<TaskSeen> {
  const { status, failure } = statusOf(row);
  const failed = row.keep_failed && status === 'FAILED' ? failedAttemptOf(row, failure) : undefined;
  return {
    ...(row.outcome === 'step_skipped' ? { skipped: true } : {}),
    ...(status === 'SUCCEEDED' && row.batch ? { batchesLeft: row.batch.left } : {}),
    ...(status === 'SUCCEEDED' && (row.kept?.work.length ?? 0) > 0 ? { reviewable: true } : {}),
    ...(row.changed == null ? {} : { changed: row.changed }),
    ...(failed ? { context: shorten(healContext(failed), longestContext) } : {}),
  };
}

/** A task that was completed with a question has not done its work: its target waits for an answer. */
function endOf(row: TaskRow): Pick<TaskSeen, 'status' | 'failure' | 'asks'> {
  const { status, failure } = statusOf(row);
  return { status, failure, asks: status === 'SUCCEEDED' && typeof row.question === 'string' };
}

/** A task that was stopped because a person failed its target is a failure, however it reads. */
function statusOf(row: TaskRow): Pick<TaskSeen, 'status' | 'failure'> {
  if (row.failed_by_person && isTaskEnded(row.status)) return { status: 'FAILED', failure: personFailure };
  return { status: targetStatusOfTask(row.status, row.build_passed), failure: failureOfTask(row) };
}

/** What a worker writes with a task that it puts off counts until a worker takes the task. */
function waitOfTask({ status, waits_for: waits }: TaskRow): Wait | null {
  if (status !== 'SUBMITTED' || !waits) return null;
  return { host: waits.host, until: Date.parse(waits.until), everyMs: waits.every_s * 1_000 };
}

function durationMs(row: TaskRow): number | null {
  const [start, end] = [millis(row.started_at), millis(row.completed_at)];
  return start === null || end === null ? null : Math.max(0, end - start);
}
