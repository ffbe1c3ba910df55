/**
 * A task that this worker holds. Each time a worker takes a task, it gets a hold number that is higher than all before, and writes it into
 * the task's row. Every later write of the row is on the condition that it still has that number, and every write of the heartbeat on
 * the same condition there. So a worker whose lease ended cannot write over the next worker.
 */
import type { TaskStatus } from '../../contracts/events.ts';
import type { Job } from '../task/job.ts';
import type { WorkResult } from '../task/work-result.ts';
import type { StoredOutput } from './stored-output.ts';
import type { HoldPorts } from './hold-ports.ts';
import type { WorkerSettings } from './worker-setup.ts';

/** `task` is the row as this worker took it. */
export interface HeldTask extends Pick<Job, 'task' | 'output' | 'rawOutput' | 'secrets' | 'log'> {
  readonly ports: HoldPorts;
  readonly settings: WorkerSettings;
  /** The hold number since this worker took the task. */
  readonly holdNumber: number;
  readonly storedOutput: StoredOutput;
  /** Stored when the work has ended. */
  readonly storedRawOutput: Pick<StoredOutput, 'storeRest'>;
  /** What is known of the work in this hold so far. */
  readonly soFar: { hasBegun: boolean; said: WorkResult };
  /** Status of the task before this worker took it. */
  readonly previous: TaskStatus;
}
