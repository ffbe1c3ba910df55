/**
 * A task that this worker holds. Each time a worker takes a task, the hold number in the task's row rises by one, and every later
 * write is on the condition that the row still has that number. So a worker whose lease ended cannot write over the next worker.
 */
import type { ReceivedTask } from '../../adapters/ports.ts';
import type { TaskStatus } from '../../contracts/events.ts';
import type { Job } from '../task/job.ts';
import type { WorkerPorts, WorkerSettings } from './worker-setup.ts';

/** `task` is the row as this worker took it. */
export interface HeldTask extends Pick<Job, 'task' | 'output' | 'secrets' | 'log'> {
  readonly ports: WorkerPorts;
  readonly settings: WorkerSettings;
  /** The message of the task queue that names the task. */
  readonly message: ReceivedTask;
  /** The hold number since this worker took the task. */
  readonly holdNumber: number;
  /** Status of the task before this worker took it. */
  readonly previous: TaskStatus;
}
