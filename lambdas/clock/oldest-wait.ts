import type { TaskPorts } from '../../tasks/task-ports.ts';

/**
 * Seconds for which the task that has waited longest for a worker has waited; 0 while none waits. It stands for the number of
 * workers, which nobody knows: where there are none, or too few, it grows.
 */
export async function oldestWaitOf({ tasks, clockAndIds }: Pick<TaskPorts, 'tasks' | 'clockAndIds'>): Promise<number> {
  const now = clockAndIds.now();
  const [oldest] = await tasks.listTasksInStatusBefore('SUBMITTED', now, 1);
  return oldest === undefined ? 0 : (now - oldest.changedAt) / 1_000;
}
