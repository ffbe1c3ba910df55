/** Measures whether there are enough workers. */
import type { TaskPorts } from '../../tasks/task-ports.ts';

/**
 * Seconds that the oldest SUBMITTED task has waited for a worker; 0 if none waits. Workers are not registered, so their number is
 * unknown; this time grows when there are too few of them.
 */
export async function oldestWaitOf({ tasks, clockAndIds }: Pick<TaskPorts, 'tasks' | 'clockAndIds'>): Promise<number> {
  const now = clockAndIds.now();
  const [oldest] = await tasks.listTasksInStatusBefore('SUBMITTED', now, 1);
  return oldest === undefined ? 0 : (now - oldest.changedAt) / 1_000;
}
