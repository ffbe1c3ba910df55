import type { TaskDetail, TaskRow } from '../contracts/task.ts';
import { taskDetail } from '../contracts/task.ts';
import type { TaskStore } from '../adapters/ports.ts';
import { placeOf } from '../adapters/task/task-lane.ts';

/**
 * What callers see of a stored task: every key present, nothing of the store's own.
 * @param queuePosition from `queuePositionOf`, where somebody wants to know
 */
export function toTaskDetail(row: TaskRow, queuePosition: number | null = null): TaskDetail {
  return taskDetail.parse({
    ...row,
    duration_s: secondsBetween(row.started_at, row.completed_at),
    queue_position: queuePosition,
    // How long other people's tasks run is nothing that the platform knows.
    estimated_wait_s: null,
    attempt: row.channel_metadata?.attempt ?? null,
  });
}

const secondsBetween = (from: string | null, to: string | null): number | null =>
  from === null || to === null ? null : Math.max(0, (Date.parse(to) - Date.parse(from)) / 1_000);

/** Positions further back are not told. */
const longestQueueShown = 1_000;

/**
 * The place of a QUEUED task in its lane (its fleet's, or its user's single tasks), from 1; null for any other task, and where the
 * index does not show it yet.
 */
export async function queuePositionOf(tasks: Pick<TaskStore, 'listQueuedTasks'>, row: TaskRow): Promise<number | null> {
  if (row.status !== 'QUEUED') return null;
  const { userId, lane, taskId } = placeOf(row);
  const at = (await tasks.listQueuedTasks(userId, lane, longestQueueShown)).indexOf(taskId);
  return at < 0 ? null : at + 1;
}
