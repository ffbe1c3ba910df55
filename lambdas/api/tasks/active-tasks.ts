/** Tasks that have not ended, from the index of statuses instead of the list of all tasks. */
import type { Page, PageRequest, TaskStore } from '../../../adapters/ports.ts';
import type { TaskStatus } from '../../../core/task-status.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import { newestOf } from '../lists/newest-of.ts';

/**
 * Most tasks of one status. Where there are more, they are most of the newest tasks, so the list of all tasks finds them as fast.
 */
const mostIds = 1_000;
/** How far the clock of a function that wrote a task may be ahead of this one. */
const clockSkewMs = 60_000;

interface Asked {
  /** Only of tasks that have not ended. */
  readonly statuses: readonly TaskStatus[];
  readonly now: number;
  /** Position in this list at which the page begins; undefined for the first page. */
  readonly after: string | undefined;
}

/**
 * The tasks of all users in these statuses, newest first.
 * @returns undefined if there are too many to start such a list; a list that was started goes on
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
