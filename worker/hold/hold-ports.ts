/** What a worker needs of the stores while it holds a task. A worker that has no role gets the same from the API (worker/remote). */
import type { ForgeBucketStore, TaskEventStore, TaskStore } from '../../adapters/task-stores.ts';
import type { HeldMoves } from '../../tasks/held-moves.ts';

/** The message of the task queue that names the task. */
export interface HeldMessage {
  /** Hides it for so many seconds. */
  hide(seconds: number): Promise<void>;
  remove(): Promise<void>;
}

export interface HoldPorts {
  readonly tasks: Pick<TaskStore, 'getTask' | 'getTaskOfLate' | 'renewLeaseOfHold' | 'endLeaseOfHold' | 'tellCostOfEnded'> &
    Pick<ForgeBucketStore, 'getForgeBucket' | 'closeForge'>;
  readonly events: Pick<TaskEventStore, 'putOutputPart' | 'putRawOutputPart' | 'putDiff'>;
  readonly moves: HeldMoves;
  readonly message: HeldMessage;
}
