import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Settings } from './config.ts';
import { physicalName } from './physical-name.ts';

/**
 * Names of the workflow, known before it exists: it calls a function that answers its tokens, so one of the two must be
 * named without a reference. (That is why the state machine has a fixed name.)
 */
export interface WorkflowArns {
  readonly name: string;
  readonly stateMachine: string;
  /** What the Distributed Map's children run as: the state machine, qualified with the Map's label. */
  readonly children: string;
  /** All executions of the state machine, as a pattern: their names are made when they start. */
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

/** Accepts, on whoever was allowed something on executions, that their names are a pattern. */
export function acknowledgeExecutionPatterns(construct: IConstruct, { name }: WorkflowArns): void {
  const prefix = 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution';
  for (const pattern of [`${name}:*`, `${name}/${mapLabel}:*`]) {
    const reason = 'Executions of this one state machine: each is named when it starts, so no policy can name them.';
    acknowledge(construct, `AwsSolutions-IAM5[Resource::${prefix}:${pattern}]`, reason);
  }
}
