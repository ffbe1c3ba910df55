/** Puts unfinished tasks that older code wrote into the index `open`, once after an update (docs/operations.md). */
import type { IndexedTasks } from '../../contracts/messages.ts';
import type { TaskPorts } from '../../tasks/task-ports.ts';

/** Time after which no further page is begun. The function ends after 30 s. */
const budgetMs = 15_000;

/** Goes through the table page by page. Whatever time it has, it reads at least one. */
export async function indexTasks(
  { tasks, clockAndIds }: Pick<TaskPorts, 'tasks' | 'clockAndIds'>,
  after: string | undefined,
): Promise<IndexedTasks> {
  const until = clockAndIds.now() + budgetMs;
  let indexed = 0;
  let next = after;
  do {
    const page = await tasks.indexOlderTasks(next);
    indexed += page.indexed;
    next = page.next;
  } while (next !== undefined && clockAndIds.now() < until);
  return { indexed, ...(next === undefined ? {} : { next }) };
}
