/**
 * A task that this worker holds. Each time a worker takes a task, the number of its hold rises, and every later write names that
 * number. So a worker whose lease ended cannot write over the worker that took the task after it.
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
  /** Status of the task before this worker took it. */
  readonly previous: TaskStatus;
}
