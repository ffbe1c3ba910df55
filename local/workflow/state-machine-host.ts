import { randomUUID } from 'node:crypto';
import { ExecutionAbortedError, ExecutionTimeoutError } from 'aws-local-stepfunctions';
import { AwsJsonError } from '../aws-json-endpoint.ts';
import type { CompiledMachine } from './compiled-machine.ts';
import { runMachine } from './machine-run.ts';
import type { MachineRun, RunSurroundings } from './machine-run.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** One execution, as DescribeExecution tells it. Times are epoch milliseconds. */
export interface Execution {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly startDate: number;
  readonly input: string;
  status: ExecutionStatus;
  stopDate?: number;
  output?: string;
  error?: string;
  cause?: string;
}

export interface StateMachineHostOptions extends Pick<RunSurroundings, 'tokens' | 'invoke'> {
  readonly name: string;
  readonly arn: string;
  readonly machine: CompiledMachine;
  /** Told each time the status of an execution changes. */
  onStatus(execution: Execution): void;
}

/** The executions of one state machine, in memory: a run that a stopped runtime had is started anew by the fleet's actor. */
export class StateMachineHost {
  readonly arn: string;
  private readonly options: StateMachineHostOptions;
  private readonly executions = new Map<string, Execution>();
  private readonly runs = new Map<string, MachineRun>();

  constructor(options: StateMachineHostOptions) {
    this.options = options;
    this.arn = options.arn;
  }

  /**
   * Starts an execution. The same name with the same input while that one runs is that one.
   * @throws AwsJsonError ExecutionAlreadyExists, InvalidExecutionInput
   */
  start(name: string, input: string): Execution {
    const executionArn = `${this.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const known = this.executions.get(executionArn);
    if (known !== undefined) {
      if (known.status === 'RUNNING' && known.input === input) return known;
      throw new AwsJsonError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
    }
    const parsed = parseInput(input);
    const execution: Execution = {
      executionArn,
      stateMachineArn: this.arn,
      name,
      startDate: Date.now(),
      input,
      status: 'RUNNING',
    };
    this.executions.set(executionArn, execution);
    this.run(execution, parsed);
    return execution;
  }

  find(executionArn: string): Execution | undefined {
    return this.executions.get(executionArn);
  }

  /** Stops an execution; one that has ended stays as it is. */
  stop(execution: Execution, reason: { error?: string; cause?: string } = {}): void {
    if (execution.status !== 'RUNNING') return;
    this.end(execution, { status: 'ABORTED', ...reason });
    this.runs.get(execution.executionArn)?.abort();
  }

  close(): void {
    for (const run of this.runs.values()) run.abort();
  }

  private run(execution: Execution, input: unknown): void {
    const { tokens, invoke, machine, name } = this.options;
    const startTime = new Date(execution.startDate).toISOString();
    const context = {
      Execution: { Id: execution.executionArn, Name: execution.name, StartTime: startTime },
      StateMachine: { Id: this.arn, Name: name },
    };
    const run = runMachine(machine, input, { tokens, invoke, context });
    this.runs.set(execution.executionArn, run);
    this.options.onStatus(execution);
    run.result
      .then(
        (output) => {
          this.end(execution, { status: 'SUCCEEDED', output: JSON.stringify(output) });
        },
        (error: unknown) => {
          this.end(execution, failure(error));
        },
      )
      .finally(() => this.runs.delete(execution.executionArn));
  }

  private end(execution: Execution, how: Partial<Execution>): void {
    if (execution.status !== 'RUNNING') return;
    Object.assign(execution, how, { stopDate: Date.now() });
    this.options.onStatus(execution);
  }
}

function parseInput(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    throw new AwsJsonError('InvalidExecutionInput', 'The input is not JSON.');
  }
}

function failure(error: unknown): Partial<Execution> {
  if (error instanceof ExecutionTimeoutError) return { status: 'TIMED_OUT' };
  if (error instanceof ExecutionAbortedError) return { status: 'ABORTED' };
  const known = error instanceof Error ? error : new Error(String(error));
  const inner = known.cause instanceof Error ? known.cause : known;
  return { status: 'FAILED', error: inner.name, cause: inner.message };
}

/** A name for an execution that was given none. */
export const generatedName = (): string => randomUUID();
