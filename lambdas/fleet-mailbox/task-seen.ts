import { failureOfTask } from '../../core/failure.ts';
import type { TaskSeen } from '../../core/turn/facts.ts';
import { targetStatusOfTask } from '../../core/task-status.ts';
import type { TaskRow } from '../../contracts/task.ts';

const millis = (iso: string | null): number | null => (iso === null ? null : Date.parse(iso));

/** A task row as a fact about the attempt that it is for. */
export function taskSeen(row: TaskRow, { ordinal, attempt }: { ordinal: number; attempt: number }): TaskSeen {
  return {
    kind: 'task-seen',
    ordinal,
    attempt,
    status: targetStatusOfTask(row.status, row.build_passed),
    finalizing: row.status === 'FINALIZING',
    failure: failureOfTask(row),
    costUsd: costOf(row),
    durationMs: durationMs(row),
    claimedAt: millis(row.claimed_at),
    overdue: row.cancel_reason === 'overdue',
  };
}

/** A task that no worker ever took cost nothing; of any other a missing cost is unknown. */
const costOf = (row: TaskRow): number | null => row.cost_usd ?? (row.claimed_at === null ? 0 : null);

function durationMs(row: TaskRow): number | null {
  const [start, end] = [millis(row.started_at), millis(row.completed_at)];
  return start === null || end === null ? null : Math.max(0, end - start);
}
