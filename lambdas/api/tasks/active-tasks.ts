import type { Page, PageRequest, TaskStore } from '../../../adapters/ports.ts';
import type { TaskStatus } from '../../../core/task-status.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import { newestOf } from '../lists/newest-of.ts';

/** Of one status: more than these are as well found among all tasks, where they are most of the newest. */
const mostIds = 1_000;
/** Clocks of the functions that wrote the tasks may be ahead of this one by as much. */
const clockSkewMs = 60_000;

interface Asked {
  /** Of tasks that have not ended. */
  readonly statuses: readonly TaskStatus[];
  readonly now: number;
  /** Position of the page before, in this list. */
  readonly after: string | undefined;
}

/**
 * Everybody's tasks in these statuses, newest first, from the index of statuses.
 * @returns undefined where there are too many to begin with this list
 */
export async function activeTasks(
  tasks: Pick<TaskStore, 'getTasks' | 'listTasksInStatusBefore'>,
  { statuses, now, after }: Asked,
): Promise<((page: PageRequest) => Promise<Page<TaskRow>>) | undefined> {
  const most = after === undefined ? mostIds : Infinity;
  const found = await Promise.all(statuses.map((status) => tasks.listTasksInStatusBefore(status, now + clockSkewMs, most)));
  if (found.some(({ length }) => length >= most)) return undefined;
  const ids = found.flat().map(({ taskId }) => taskId);
  return newestOf(
    [...new Set(ids)],
    (page) => tasks.getTasks(page),
    ({ task_id }) => task_id,
  );
}
