/**
 * The executions of one state machine, in memory. Executions that run when the runtime ends are lost: the actor of each fleet
 * starts a new run.
 */
import { randomUUID } from 'node:crypto';
import { ExecutionAbortedError, ExecutionTimeoutError } from 'aws-local-stepfunctions';
import { AwsJsonError } from '../front/aws-json-endpoint.ts';
import type { CompiledMachine } from './compiled-machine.ts';
import { EndedExecutions } from './ended-executions.ts';
import type { Execution, ExecutionSummary } from './execution.ts';
import { reasonOf, runMachine, type MachineRun, type RunOptions } from './machine-run.ts';

export interface StateMachineHostOptions extends Pick<RunOptions, 'tokens' | 'invoke'> {
  readonly name: string;
  readonly arn: string;
  readonly machine: CompiledMachine;
  /** Called each time the status of an execution changes. */
  onStatus(execution: Execution): void;
}

export class StateMachineHost {
  readonly arn: string;
  private readonly options: StateMachineHostOptions;
  /** Executions that run, by ARN. */
  private readonly running = new Map<string, Execution>();
  private readonly ended = new EndedExecutions();
  private readonly runs = new Map<string, MachineRun>();

  constructor(options: StateMachineHostOptions) {
    this.options = options;
    this.arn = options.arn;
  }

  /**
   * Starts an execution. While an execution of the same name with the same input runs, returns that one, as StartExecution does.
   * @throws AwsJsonError ExecutionAlreadyExists, InvalidExecutionInput
   */
  start(name: string, input: string): Execution {
    const executionArn = `${this.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const known = this.running.get(executionArn);
    if (known?.input === input) return known;
    if (known !== undefined || this.ended.find(executionArn) !== undefined) {
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
    this.running.set(executionArn, execution);
    this.run(execution, parsed);
    return execution;
  }

  /** An execution that runs, with its data, or one that has ended, without. */
  find(executionArn: string): Execution | ExecutionSummary | undefined {
    return this.running.get(executionArn) ?? this.ended.find(executionArn);
  }

  /** How many executions run, and how many that ended are remembered. */
  get counts(): { readonly running: number; readonly ended: number } {
    return { running: this.running.size, ended: this.ended.count };
  }

  /** Stops an execution. An execution that has ended stays as it is. */
  stop({ executionArn }: ExecutionSummary, reason: { error?: string; cause?: string } = {}): void {
    this.end(executionArn, { status: 'ABORTED', ...reason });
    this.runs.get(executionArn)?.abort();
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
          this.end(execution.executionArn, { status: 'SUCCEEDED', output: JSON.stringify(output) });
        },
        (error: unknown) => {
          this.end(execution.executionArn, failure(error));
        },
      )
      .finally(() => this.runs.delete(execution.executionArn));
  }

  /** Publishes how an execution ended, once, and forgets its input and output. */
  private end(executionArn: string, how: Ending): void {
    const execution = this.running.get(executionArn);
    if (execution === undefined) return;
    const { input, ...started } = execution;
    const { output, ...ending } = how;
    const summary: ExecutionSummary = { ...started, ...ending, stopDate: Date.now() };
    this.running.delete(executionArn);
    this.ended.add(summary);
    this.options.onStatus({ ...summary, input, ...(output === undefined ? {} : { output }) });
  }
}

type Ending = Pick<Execution, 'status' | 'output' | 'error' | 'cause'>;

function parseInput(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    throw new AwsJsonError('InvalidExecutionInput', 'The input is not JSON.');
  }
}

function failure(error: unknown): Ending {
  if (error instanceof ExecutionTimeoutError) return { status: 'TIMED_OUT' };
  if (error instanceof ExecutionAbortedError) return { status: 'ABORTED' };
  const { name, message } = reasonOf(error);
  return { status: 'FAILED', error: name, cause: message };
}

/** A name for an execution that is started without one. */
export const generatedName = (): string => randomUUID();
