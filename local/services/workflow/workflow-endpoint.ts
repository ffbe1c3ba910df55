/** Serves the operations of Step Functions that the handlers use. */
import * as z from 'zod';
import { AwsJsonError, operation, startAwsJsonEndpoint, type AwsJsonService } from '../front/aws-json-endpoint.ts';
import type { Listening } from '../../server/listen.ts';
import type { Credentials } from '../front/local-client.ts';
import type { Execution, ExecutionSummary } from './execution.ts';
import { generatedName, type StateMachineHost } from './state-machine-host.ts';
import type { TaskTokens, TokenAnswer } from './task-tokens.ts';

/** Machines may be added after the endpoint listens. */
export interface Workflows {
  readonly machines: readonly StateMachineHost[];
  readonly tokens: TaskTokens;
}

const token = z.string().min(1).max(2_048);
const executionName = z.string().regex(/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/, 'is not a valid execution name');

export function startWorkflowEndpoint(workflows: Workflows, credentials: Credentials): Promise<Listening> {
  const service: AwsJsonService = {
    target: 'AWSStepFunctions',
    contentType: 'application/x-amz-json-1.0',
    operations: { ...executionOperations(workflows), ...tokenOperations(workflows.tokens) },
  };
  return startAwsJsonEndpoint(service, credentials);
}

function executionOperations(workflows: Workflows) {
  const named = z.object({ executionArn: z.string() });
  return {
    StartExecution: operation(
      z.object({ stateMachineArn: z.string(), name: executionName.optional(), input: z.string().default('{}') }),
      ({ stateMachineArn, name, input }) => {
        const execution = findMachine(workflows, stateMachineArn).start(name ?? generatedName(), input);
        return { executionArn: execution.executionArn, startDate: seconds(execution.startDate) };
      },
    ),
    DescribeExecution: operation(named, ({ executionArn }) => describe(findExecution(workflows, executionArn).execution)),
    StopExecution: operation(
      named.extend({ error: z.string().optional(), cause: z.string().optional() }),
      ({ executionArn, error, cause }) => {
        const { machine, execution } = findExecution(workflows, executionArn);
        machine.stop(execution, { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) });
        return { stopDate: seconds(machine.find(executionArn)?.stopDate ?? Date.now()) };
      },
    ),
  };
}

function tokenOperations(tokens: TaskTokens) {
  return {
    SendTaskSuccess: operation(z.object({ taskToken: token, output: z.string() }), ({ taskToken, output }) =>
      answered(tokens.succeed(taskToken, parseOutput(output))),
    ),
    SendTaskFailure: operation(
      z.object({ taskToken: token, error: z.string().default('States.TaskFailed'), cause: z.string().default('') }),
      ({ taskToken, error, cause }) => answered(tokens.fail(taskToken, error, cause)),
    ),
    SendTaskHeartbeat: operation(z.object({ taskToken: token }), ({ taskToken }) => answered(tokens.check(taskToken))),
  };
}

function findMachine(workflows: Workflows, arn: string): StateMachineHost {
  const machine = workflows.machines.find((candidate) => candidate.arn === arn);
  if (machine === undefined) throw new AwsJsonError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  return machine;
}

function findExecution(
  workflows: Workflows,
  arn: string,
): { machine: StateMachineHost; execution: Execution | ExecutionSummary } {
  for (const machine of workflows.machines) {
    const execution = machine.find(arn);
    if (execution !== undefined) return { machine, execution };
  }
  throw new AwsJsonError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
}

/** An execution that has ended has no data any more. Step Functions answers so when it is asked for METADATA_ONLY. */
function describe({ startDate, stopDate, ...rest }: Execution | ExecutionSummary): object {
  const times = { startDate: seconds(startDate), ...(stopDate === undefined ? {} : { stopDate: seconds(stopDate) }) };
  const included = { included: 'input' in rest };
  return { ...rest, ...times, inputDetails: included, ...(stopDate === undefined ? {} : { outputDetails: included }) };
}

function parseOutput(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    throw new AwsJsonError('InvalidOutput', 'The output is not JSON.');
  }
}

function answered(answer: TokenAnswer): object {
  if (answer === 'taken') return {};
  throw new AwsJsonError(
    answer,
    answer === 'TaskTimedOut' ? 'Task Timed Out: the token takes no answer any more.' : 'Task does not exist: unknown token.',
  );
}

/** The protocol has times in seconds since the epoch. */
const seconds = (ms: number): number => ms / 1_000;
