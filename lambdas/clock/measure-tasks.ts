/** Measures whether there are enough workers. */
import type { TaskPorts } from '../../tasks/task-ports.ts';

/** The tasks that were created first. One that waited long for a slot may come to wait for a worker after younger ones. */
const mostRead = 1_000;

export interface TaskMeasures {
  /** Seconds that the oldest SUBMITTED task has waited for a worker; 0 if none waits. It grows when there are too few workers. */
  readonly oldestWaitS: number;
  /** Tasks that wait for a worker, as many as are read. */
  readonly waiting: number;
  /** Tasks that a worker has, as many as are read. */
  readonly running: number;
}

/**
 * A task that waits for a forge is open since the end of that wait, so it is none of those that wait before. Workers are not registered, so
 * their number is unknown.
 */
export async function measureTasks({ tasks, clockAndIds }: Pick<TaskPorts, 'tasks' | 'clockAndIds'>): Promise<TaskMeasures> {
  const now = clockAndIds.now();
  const waiting = await tasks.listOpenTasksBefore('SUBMITTED', now, mostRead);
  const running = await tasks.listOpenTasksBefore('ACTIVE', now, mostRead);
  const oldestWaitS = waiting.reduce((oldest, { since }) => Math.max(oldest, (now - since) / 1_000), 0);
  return { oldestWaitS, waiting: waiting.length, running: running.length };
}
