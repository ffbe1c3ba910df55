export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** What is known of an execution, whether it runs or has ended. Times are epoch milliseconds. */
export interface ExecutionSummary {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly startDate: number;
  readonly status: ExecutionStatus;
  readonly stopDate?: number;
  readonly error?: string;
  readonly cause?: string;
}

/** An execution with its data, which is there until everybody who is told of its end has been told. */
export interface Execution extends ExecutionSummary {
  /** JSON, as it was given. */
  readonly input: string;
  /** JSON; of one that succeeded. */
  readonly output?: string;
}
