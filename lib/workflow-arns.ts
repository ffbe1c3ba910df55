/**
 * The ARNs of the workflow, known before it exists. The workflow calls a function that answers the workflow's tokens, so one of
 * the two must be named without a reference. That is why the state machine has a fixed name.
 */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { acknowledge } from './acknowledge-finding.ts';
import type { Settings } from './config.ts';
import { physicalName } from './physical-name.ts';

export interface WorkflowArns {
  readonly name: string;
  readonly stateMachine: string;
  /** The state machine that the children of the Distributed Map run as: its ARN ends with the label of the Map. */
  readonly children: string;
  /** Pattern of all executions of the state machine. An execution gets its name when it starts. */
  readonly executions: string;
  readonly childExecutions: string;
}

/** `Label` of the Map in fleet-run.asl.json. */
const mapLabel = 'Targets';

export function workflowArns(scope: Construct, settings: Settings): WorkflowArns {
  const name = physicalName(settings, 'fleet-run');
  const arn = (resource: string, resourceName: string): string =>
    Stack.of(scope).formatArn({ service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  return {
    name,
    stateMachine: arn('stateMachine', name),
    children: arn('stateMachine', `${name}/${mapLabel}`),
    executions: arn('execution', `${name}:*`),
    childExecutions: arn('execution', `${name}/${mapLabel}:*`),
  };
}

/** Accepts the patterns of executions in the policies of a role. */
export function acknowledgeExecutionPatterns(construct: IConstruct, { name }: WorkflowArns): void {
  const prefix = 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution';
  for (const pattern of [`${name}:*`, `${name}/${mapLabel}:*`]) {
    const reason = 'Executions of this one state machine: each is named when it starts, so no policy can name them.';
    acknowledge(construct, `AwsSolutions-IAM5[Resource::${prefix}:${pattern}]`, reason);
  }
}
