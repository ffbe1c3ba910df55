/**
 * The task in which one task of the product is done: the container `worker`, which holds the credentials, and the container `runner`,
 * which runs commands. They share the volume of the work folder, and nothing else. Neither has a role of AWS.
 */
import { CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge-finding.ts';
import { physicalName } from '../physical-name.ts';
import { container, namesNoSecret, secretsOf, taskOnFargate } from './container.ts';
import type { WorkerGround } from './worker-cluster.ts';
import type { IsolatedSettings } from './worker-settings.ts';

export const isolatedContainers = ['worker', 'runner'] as const;

const work = '/work';
const own = '/private';
const socket = `${work}/runner/socket`;

/**
 * A worker whose process hangs is killed from outside of it: `timeout` ends it after the lifetime of the token with which it reports
 * (lambdas/worker-tokens.ts). The task ends with it, because both containers are essential.
 */
const longestS = 24 * 3_600;
const untilTokenEnds = ['timeout', '--kill-after=120', String(longestS)];

export function addIsolatedTask(scope: Construct, ground: WorkerGround, workers: IsolatedSettings): CfnTaskDefinition {
  const places = { BGAGENT_WORK_DIR: work, BGAGENT_RUNNER_SOCKET: socket };
  const definition = new CfnTaskDefinition(scope, 'WorkerTask', {
    family: physicalName(ground.settings, 'worker'),
    ...taskOnFargate(workers),
    executionRoleArn: ground.executionRole.roleArn,
    volumes: ['work', 'private', 'worker-tmp', 'runner-tmp'].map((name) => ({ name })),
    containerDefinitions: [
      {
        ...container(ground, {
          name: 'worker',
          command: [...untilTokenEnds, 'node', 'worker/one-task.ts'],
          environment: { ...places, BGAGENT_PRIVATE_DIR: own, BGAGENT_WORKER_YAML: ground.yaml },
          volumes: { [work]: 'work', [own]: 'private', '/tmp': 'worker-tmp' },
        }),
        secrets: secretsOf(workers),
        dependsOn: [{ containerName: 'runner', condition: 'HEALTHY' }],
      },
      {
        ...container(ground, {
          name: 'runner',
          command: ['node', 'worker/runner/main.ts'],
          environment: places,
          volumes: { [work]: 'work', '/tmp': 'runner-tmp' },
        }),
        healthCheck: {
          command: ['CMD', 'node', 'worker/runner/healthy.js'],
          interval: 10,
          timeout: 10,
          retries: 5,
          startPeriod: 60,
        },
      },
    ],
  });
  acknowledge(definition, 'AwsSolutions-ECS2', namesNoSecret);
  return definition;
}
