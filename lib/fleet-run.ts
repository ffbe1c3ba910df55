/**
 * The workflow that drives the targets of one run (architecture.md, Step Functions drives the targets): a state machine with a
 * child for each target of the run.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge-finding.ts';
import type { Settings } from './config.ts';
import { addLogGroup } from './log-group.ts';
import { nameResource } from './logical-id.ts';
import { physicalName } from './physical-name.ts';
import { onWorkflow } from './permissions.ts';
import { acknowledgeExecutionPatterns, type WorkflowArns } from './workflow-arns.ts';

/** Path of the definition: JSON, in which `${Partition}` and `${TargetDriveArn}` are substituted. */
export const definitionFile = join(import.meta.dirname, 'fleet-run.asl.json');

export interface FleetRunProps {
  readonly settings: Settings;
  readonly targetDrive: LambdaFunction;
  readonly workflow: WorkflowArns;
}

export function addFleetRun(scope: Construct, props: FleetRunProps): StateMachine {
  const machine = new StateMachine(scope, 'FleetRun', {
    stateMachineName: props.workflow.name,
    stateMachineType: StateMachineType.STANDARD,
    // In the template itself, where the embedded runtime reads it, and without white space.
    definitionBody: DefinitionBody.fromString(JSON.stringify(JSON.parse(readFileSync(definitionFile, 'utf8')))),
    definitionSubstitutions: { Partition: Aws.PARTITION, TargetDriveArn: props.targetDrive.functionArn },
    role: addRole(scope, props),
    tracingEnabled: true,
    // Errors only, without data: the input of a child holds its task token, which is a credential.
    logs: {
      destination: addLogGroup(scope, 'FleetRunLog', logName(props.settings), props.settings),
      level: LogLevel.ERROR,
      includeExecutionData: false,
    },
  });
  acknowledge(
    machine,
    'AwsSolutions-SF1',
    'Every event is in the execution history; the log is for errors, without task tokens.',
  );
  nameResource(machine, 'FleetRun');
  return machine;
}

function addRole(scope: Construct, { targetDrive, workflow }: FleetRunProps): Role {
  const role = new Role(scope, 'FleetRunRole', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
  role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [targetDrive.functionArn] }));
  role.addToPolicy(onWorkflow(['StartExecution'], [workflow.stateMachine]));
  role.addToPolicy(onWorkflow(['DescribeExecution', 'StopExecution'], [workflow.executions, workflow.childExecutions]));
  acknowledge(
    role,
    'AwsSolutions-IAM5[Resource::*]',
    'Log delivery and X-Ray actions have no resource to name: AWS accepts only *.',
  );
  acknowledgeExecutionPatterns(role, workflow);
  return role;
}

/** With this prefix, the resource policy of the account for logs keeps its size, however many state machines log. */
function logName(settings: Settings): string {
  return `/aws/vendedlogs/states/${physicalName(settings, 'fleet-run')}`;
}
