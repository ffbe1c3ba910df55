/** Measures whether there are enough workers. */
import { waitsUntil } from '../../tasks/waits-until.ts';
import type { TaskPorts } from '../../tasks/task-ports.ts';
import { NewerItems } from './newer-items.ts';

/** The tasks that were created first. One that waited long for a slot may come to wait for a worker after younger ones. */
const mostRead = 1_000;
/** Rows of one read. Where no task waits for a forge, the first row decides. */
const chunk = 25;

/**
 * Seconds that the oldest SUBMITTED task has waited for a worker; 0 if none waits. The time that it waited for a forge is no wait for a
 * worker. Workers are not registered, so their number is unknown; this time grows when there are too few of them.
 * @param newer collects the items that newer code wrote; they are left out
 */
export async function oldestWaitOf(
  { tasks, clockAndIds }: Pick<TaskPorts, 'tasks' | 'clockAndIds'>,
  newer = new NewerItems(),
): Promise<number> {
  const now = clockAndIds.now();
  const submitted = await tasks.listOpenTasksBefore('SUBMITTED', now, mostRead);
  const oldestFirst = submitted.toSorted((a, b) => a.since - b.since);
  let oldestMs = 0;
  for (let start = 0; start < oldestFirst.length; start += chunk) {
    const some = oldestFirst.slice(start, start + chunk);
    // None of those that follow has waited longer.
    if (some.every(({ since }) => now - since <= oldestMs)) break;
    const sinceOf = new Map(some.map(({ taskId, since }) => [taskId, since]));
    const rows = await newer.skippingAmong([...sinceOf.keys()], (ids) => tasks.getTasks(ids));
    for (const row of rows) oldestMs = Math.max(oldestMs, now - Math.max(sinceOf.get(row.task_id) ?? now, waitsUntil(row)));
  }
  return oldestMs / 1_000;
}
