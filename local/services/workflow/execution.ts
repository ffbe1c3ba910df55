/** Executions of a state machine, as the runtime keeps them and as events tell them. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** An execution without its data. Times are epoch milliseconds. */
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

/** An execution with its data, which is kept until the end of the execution has been published. */
export interface Execution extends ExecutionSummary {
  /** JSON text, as it was given. */
  readonly input: string;
  /** JSON text. Only an execution that succeeded has it. */
  readonly output?: string;
}
