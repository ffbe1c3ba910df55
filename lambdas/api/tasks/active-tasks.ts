/** Tasks that have not ended, from the index of open tasks instead of the list of all tasks. */
import type { Page, PageRequest } from '../../../adapters/page.ts';
import type { TaskStore } from '../../../adapters/task-stores.ts';
import type { TaskStatus } from '../../../core/task-status.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import { openStateOf } from '../../../contracts/task-transitions.ts';
import { newestOf } from '../lists/newest-of.ts';

/**
 * Most tasks that are open for the same. Where there are more, they are most of the newest tasks, so the list of all tasks finds them as fast.
 */
const mostIds = 1_000;
interface Asked {
  /** Only of tasks that have not ended. */
  readonly statuses: readonly TaskStatus[];
  /** Position in this list at which the page begins; undefined for the first page. */
  readonly after: string | undefined;
}

/**
 * The tasks of all users that are open for what these statuses are open for, newest first: also tasks in other statuses, which the
 * caller leaves out.
 * @returns undefined if there are too many to start such a list; a list that was started goes on
 */
export async function activeTasks(
  tasks: Pick<TaskStore, 'getTasks' | 'listOpenTasksBefore'>,
  { statuses, after }: Asked,
): Promise<((page: PageRequest) => Promise<Page<TaskRow>>) | undefined> {
  const most = after === undefined ? mostIds : Infinity;
  const states = [...new Set(statuses.map(openStateOf))].filter((state) => state !== undefined);
  const found = await Promise.all(states.map((state) => tasks.listOpenTasksBefore(state, Infinity, most)));
  if (found.some(({ length }) => length >= most)) return undefined;
  const ids = found.flat().map(({ taskId }) => taskId);
  return newestOf(
    [...new Set(ids)],
    (page) => tasks.getTasks(page),
    ({ task_id }) => task_id,
  );
}
