/** The port of the heartbeats of tasks: who holds a task, and until when. */

/** The heartbeat of a task: the last hold, and until when it is respected. Times in epoch milliseconds. */
export interface Heartbeat {
  readonly holdNumber: number;
  /** The worker that took the task last; null in a row of version 1 that does not say it. */
  readonly workerId: string | null;
  readonly leaseUntil: number;
  /** The last line that the work printed. */
  readonly lastLine: string | null;
}

/** The hold that a worker takes. Times in epoch milliseconds. */
export interface NewHold {
  /** Higher than every earlier one. */
  readonly holdNumber: number;
  readonly workerId: string;
  readonly now: number;
  readonly leaseUntil: number;
  /** The number in the heartbeat that was read; undefined: the task had none. */
  readonly before: number | undefined;
}

export interface RenewedLease {
  /** Epoch milliseconds. */
  readonly until: number;
  /** The last line that the work printed; undefined: the stored one stays. */
  readonly lastLine?: string | null | undefined;
}

/** The heartbeats of tasks, each an item beside its task's row (docs/decisions/0005-the-heartbeat-of-a-task.md). */
export interface HeartbeatStore {
  /** By the ids of their tasks. */
  getHeartbeats(taskIds: readonly string[]): Promise<ReadonlyMap<string, Heartbeat>>;
  /** Only if the heartbeat has the number that was read, and its lease ended before `now`. */
  takeLeaseIfFree(taskId: string, hold: NewHold): Promise<boolean>;
  renewLeaseOfHold(taskId: string, holdNumber: number, lease: RenewedLease): Promise<boolean>;
  /** Lets go: ends the lease at `now`, if this hold is the last one, or if the task has no heartbeat. */
  endLeaseOfHold(taskId: string, hold: Pick<NewHold, 'holdNumber' | 'workerId' | 'now'>): Promise<boolean>;
}
