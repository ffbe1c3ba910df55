/**
 * A service of workers that each do several tasks at a time. The work runs beside the worker and can read what the worker can, its role
 * included: for callers and repositories that are trusted as much as that role (docs/workers-on-aws.md).
 */
import { Aws } from 'aws-cdk-lib';
import { CfnService, CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge-finding.ts';
import type { Resources } from '../functions.ts';
import { nameResource } from '../logical-id.ts';
import { onTable, publishOn } from '../permissions.ts';
import { stackVariables } from './stack-variables.ts';
import { physicalName } from '../physical-name.ts';
import { container, namesNoSecret, secretsOf, taskOnFargate } from './container.ts';
import { ecsTasks } from './execution-role.ts';
import type { WorkerGround } from './worker-cluster.ts';
import type { PooledSettings } from './worker-settings.ts';

export const pooledContainers = ['worker'] as const;

export function addPooledService(
  scope: Construct,
  { resources, ground, workers }: { resources: Resources; ground: WorkerGround; workers: PooledSettings },
): CfnService {
  const { subnets, securityGroups, publicIp } = ground.network;
  const role = addTaskRole(scope, resources);
  const service = new CfnService(scope, 'WorkerService', {
    serviceName: physicalName(ground.settings, 'workers'),
    cluster: ground.cluster.ref,
    taskDefinition: addDefinition(scope, { resources, ground, workers, role }).ref,
    capacityProviderStrategy: strategy(workers),
    // No number of tasks: the scaling sets it, and a deployment keeps it.
    deploymentConfiguration: {
      minimumHealthyPercent: 100,
      maximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
    },
    // It would stop workers in the middle of their tasks.
    availabilityZoneRebalancing: 'DISABLED',
    enableExecuteCommand: false,
    propagateTags: 'SERVICE',
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...subnets],
        securityGroups: [...securityGroups],
        assignPublicIp: publicIp ? 'ENABLED' : 'DISABLED',
      },
    },
  });
  service.node.addDependency(ground.executionRole, role);
  return service;
}

/** On spare capacity all workers but the first, so that a shortage leaves one. */
const strategy = ({ spot }: PooledSettings): CfnService.CapacityProviderStrategyItemProperty[] =>
  spot
    ? [
        { capacityProvider: 'FARGATE', base: 1, weight: 0 },
        { capacityProvider: 'FARGATE_SPOT', weight: 1 },
      ]
    : [{ capacityProvider: 'FARGATE', weight: 1 }];

interface Defined {
  readonly resources: Resources;
  readonly ground: WorkerGround;
  readonly workers: PooledSettings;
  readonly role: Role;
}

function addDefinition(scope: Construct, { resources, ground, workers, role }: Defined): CfnTaskDefinition {
  const definition = new CfnTaskDefinition(scope, 'WorkerTask', {
    family: physicalName(ground.settings, 'worker'),
    ...taskOnFargate(workers),
    executionRoleArn: ground.executionRole.roleArn,
    taskRoleArn: role.roleArn,
    volumes: [{ name: 'private' }, { name: 'tmp' }],
    containerDefinitions: [
      {
        ...container(ground, {
          name: 'worker',
          command: ['sh', '-c', start(workers)],
          environment: { ...stackVariables(resources), AWS_REGION: Aws.REGION, BGAGENT_WORKER_YAML: ground.yaml },
          volumes: { '/private': 'private', '/tmp': 'tmp' },
        }),
        secrets: secretsOf(workers),
      },
    ],
  });
  acknowledge(definition, 'AwsSolutions-ECS2', namesNoSecret);
  return definition;
}

/** The worker.yaml comes as a variable, and the worker reads a file. `exec`: the signal to end reaches the worker. */
function start({ concurrency }: PooledSettings): string {
  const file = '/private/worker.yaml';
  return `printf %s "$BGAGENT_WORKER_YAML" > ${file} && exec node worker/main.ts --config ${file} --concurrency ${concurrency}`;
}

/** What a worker does, and nothing on fleets, their mailbox or the workflow. Its secrets it gets from ECS as variables. */
function addTaskRole(scope: Construct, { tables, queues, bus }: Resources): Role {
  const role = new Role(scope, 'WorkerRole', { assumedBy: ecsTasks() });
  const receive = ['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'GetQueueAttributes'].map(
    (action) => `sqs:${action}`,
  );
  for (const statement of [
    onTable(tables.task, ['GetItem', 'BatchGetItem', 'UpdateItem']),
    onTable(tables.taskEvents, ['PutItem']),
    onTable(tables.repo, ['GetItem']),
    new PolicyStatement({ actions: receive, resources: [queues.tasks.queueArn] }),
    publishOn(bus),
  ]) {
    role.addToPolicy(statement);
  }
  nameResource(role, 'WorkerRole');
  return role;
}
