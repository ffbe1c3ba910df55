/** Measures whether there are enough workers. */
import type { TaskPorts } from '../../tasks/task-ports.ts';

/** The tasks that were created first. One that waited long for a slot may come to wait for a worker after younger ones. */
const mostRead = 1_000;

/**
 * Seconds that the oldest SUBMITTED task has waited for a worker; 0 if none waits. A task that waits for a forge is open since the end
 * of that wait, so it is none of them before. Workers are not registered, so their number is unknown; this time grows when there are
 * too few of them.
 */
export async function oldestWaitOf({ tasks, clockAndIds }: Pick<TaskPorts, 'tasks' | 'clockAndIds'>): Promise<number> {
  const now = clockAndIds.now();
  const waiting = await tasks.listOpenTasksBefore('SUBMITTED', now, mostRead);
  return waiting.reduce((oldest, { since }) => Math.max(oldest, (now - since) / 1_000), 0);
}
