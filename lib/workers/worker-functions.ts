/**
 * The two functions of isolated workers: `worker-api`, through which the containers read and report, and `launcher`, which starts a
 * container for each task of the queue.
 */
import { Duration, Stack } from 'aws-cdk-lib';
import type { CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { functionEnvironment, type workerFunctionNames, type EnvironmentName } from '../../contracts/environment.ts';
import { acknowledge } from '../acknowledge-finding.ts';
import { addFleetFunction, type FleetFunctionProps } from '../fleet-function.ts';
import type { Resources } from '../functions.ts';
import { onTable, publishOn, readSecret } from '../permissions.ts';
import { stackVariables } from './stack-variables.ts';
import { consumerTimeout } from '../queues.ts';
import type { KeySecrets } from '../secrets.ts';
import type { WorkerGround } from './worker-cluster.ts';
import type { IsolatedSettings } from './worker-settings.ts';

type WorkerFunctionName = (typeof workerFunctionNames)[number];
type WorkerVariable = (typeof functionEnvironment)[WorkerFunctionName][number];

export interface IsolatedResources {
  readonly resources: Resources;
  readonly ground: WorkerGround;
  readonly workers: IsolatedSettings;
  readonly definition: CfnTaskDefinition;
  /** Address of the API. */
  readonly apiUrl: string;
}

/** Reads and writes what belongs to the task that a token names, and nothing of fleets. The secrets of the forges are here alone. */
export function addWorkerApi(scope: Construct, isolated: IsolatedResources): LambdaFunction {
  const { tables, bus, secrets } = isolated.resources;
  const { github_app: app, forge_tokens: tokens } = isolated.workers;
  const forgeSecrets = [...(app === undefined ? [] : [app]), ...tokens.map(({ secret }) => secret)];
  return add(scope, isolated, 'worker-api', {
    memorySize: 512,
    // API Gateway waits 30 s for an answer.
    timeout: Duration.seconds(29),
    permissions: [
      onTable(tables.task, ['GetItem', 'BatchGetItem', 'UpdateItem']),
      onTable(tables.taskEvents, ['Query', 'PutItem']),
      onTable(tables.repo, ['GetItem']),
      publishOn(bus),
      readSecret(tokenKeys(secrets)),
      ...(forgeSecrets.length === 0
        ? []
        : [new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [...new Set(forgeSecrets)] })]),
      ...(isolated.workers.kms_keys.length === 0
        ? []
        : [new PolicyStatement({ actions: ['kms:Decrypt'], resources: isolated.workers.kms_keys })]),
    ],
  });
}

/** Two at a time at most, which is the least that AWS takes: what they count together is in the task table. */
export function addLauncher(scope: Construct, isolated: IsolatedResources): LambdaFunction {
  const { tables, bus, queues, secrets } = isolated.resources;
  const fn = add(scope, isolated, 'launcher', {
    timeout: consumerTimeout,
    permissions: [
      onTable(tables.task, ['GetItem', 'BatchGetItem', 'UpdateItem']),
      onTable(tables.taskEvents, ['PutItem']),
      onTable(tables.repo, ['GetItem']),
      publishOn(bus),
      readSecret(tokenKeys(secrets)),
      ...startingContainers(isolated),
    ],
  });
  fn.addEventSource(new SqsEventSource(queues.tasks, { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: 2 }));
  if (fn.role) {
    acknowledge(fn.role, 'AwsSolutions-IAM5[Resource::*]', 'ecs:ListTasks names no cluster as its resource: the condition does.');
  }
  return fn;
}

/** Containers of this one definition, in this one cluster, with the one role that starts them. */
function startingContainers({ ground, definition }: IsolatedResources): PolicyStatement[] {
  const cluster = ground.cluster.attrArn;
  const passed = { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } };
  return [
    new PolicyStatement({
      actions: ['ecs:RunTask'],
      resources: [definition.ref],
      conditions: { ArnEquals: { 'ecs:cluster': cluster } },
    }),
    new PolicyStatement({ actions: ['ecs:ListTasks'], resources: ['*'], conditions: { ArnEquals: { 'ecs:cluster': cluster } } }),
    new PolicyStatement({ actions: ['iam:PassRole'], resources: [ground.executionRole.roleArn], conditions: passed }),
  ];
}

/** The data stack makes it by the same setting. */
function tokenKeys({ workerTokens }: KeySecrets): Secret {
  if (!workerTokens) throw new Error('The data stack has no WorkerTokenKeys, which isolated workers need.');
  return workerTokens;
}

type Wiring = Pick<FleetFunctionProps, 'permissions' | 'memorySize' | 'timeout'>;

function add(scope: Construct, isolated: IsolatedResources, name: WorkerFunctionName, wiring: Wiring): LambdaFunction {
  const code = isolated.resources.bundles[name];
  if (code === undefined) throw new Error(`The function ${name} was not bundled: lib/fleet-app.ts says which functions are.`);
  const all = environment(isolated);
  return addFleetFunction(scope, {
    ...wiring,
    name,
    code,
    settings: isolated.resources.settings,
    environment: Object.fromEntries(functionEnvironment[name].map((variable: WorkerVariable) => [variable, all[variable]])),
  });
}

function environment({ resources, ground, workers, definition, apiUrl }: IsolatedResources): Record<WorkerVariable, string> {
  const { secrets } = resources;
  const { subnets, securityGroups, publicIp } = ground.network;
  return {
    ...stackVariables(resources),
    API_URL: apiUrl,
    WORKER_TOKEN_KEYS: tokenKeys(secrets).secretArn,
    GITHUB_APP: workers.github_app ?? '',
    FORGE_TOKENS: JSON.stringify(workers.forge_tokens),
    WORKER_CLUSTER: ground.cluster.ref,
    WORKER_TASK_DEFINITION: definition.ref,
    WORKER_NETWORK: Stack.of(definition).toJsonString({ subnets, security_groups: securityGroups, public_ip: publicIp }),
    WORKER_MAX: String(workers.max),
    WORKER_SPOT: String(workers.spot),
  } satisfies Partial<Record<EnvironmentName, string>>;
}
