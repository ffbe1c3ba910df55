/** `launcher`: starts a container for each task of the queue. Wiring only; see take-launches.ts. */
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createEcsClient } from '../../adapters/aws-clients.ts';
import { systemClockAndIds } from '../../adapters/clock-and-ids.ts';
import { createContainers } from '../../adapters/task/containers.ts';
import { createRepoStore } from '../../adapters/repo/repo-store.ts';
import { createLaunchStore } from '../../adapters/task/launch-store.ts';
import { createTaskEventStore } from '../../adapters/task/task-event-store.ts';
import { createTaskQueueConsumer } from '../../adapters/task/task-queue.ts';
import { createTaskStore } from '../../adapters/task/task-store.ts';
import { readEnvironment } from '../../contracts/environment.ts';
import type { MetricOf } from '../../contracts/metrics.ts';
import { connectBus, connectKeys, documents, sqs } from '../connections.ts';
import { count, logger, telemetry, tracer } from '../telemetry.ts';
import { createWorkerTokens } from '../worker-tokens.ts';
import { takeLaunches, type LauncherPorts, type LaunchReport } from './take-launches.ts';

const settings = readEnvironment('launcher', process.env);
const ports = connect();

export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(telemetry())
  .handler(({ Records }) => takeLaunches(ports, Records));

function connect(): LauncherPorts {
  const table = { taskTable: settings.TASK_TABLE, keepS: settings.DURATIONS.keep_s };
  const events = { taskEventsTable: settings.TASK_EVENTS_TABLE, keepS: settings.DURATIONS.keep_s };
  return {
    ports: {
      tasks: createTaskStore(documents, table),
      events: createTaskEventStore(documents, events),
      bus: connectBus(settings),
      clockAndIds: systemClockAndIds,
    },
    repos: createRepoStore(documents, { repoTable: settings.REPO_TABLE }),
    queue: createTaskQueueConsumer(sqs, { taskQueueUrl: settings.TASK_QUEUE_URL }, () => undefined),
    launches: createLaunchStore(documents, table),
    containers: createContainers(tracer.captureAWSv3Client(createEcsClient()), {
      cluster: settings.WORKER_CLUSTER,
      taskDefinition: settings.WORKER_TASK_DEFINITION,
      network: settings.WORKER_NETWORK,
      spot: settings.WORKER_SPOT,
    }),
    tokens: createWorkerTokens(connectKeys(settings.WORKER_TOKEN_KEYS)),
    forges: settings.FORGES,
    secrets: { githubApp: settings.GITHUB_APP, forgeTokens: settings.FORGE_TOKENS },
    apiUrl: settings.API_URL,
    max: settings.WORKER_MAX,
    durations: settings.DURATIONS,
    random: Math.random,
    log: logger,
    report,
  };
}

/** `done` and `waits` are no news: they count nothing. */
const metricOf: Readonly<Partial<Record<LaunchReport['outcome'], MetricOf<'launcher'>>>> = {
  started: 'TasksLaunched',
  full: 'LaunchesPutOff',
  later: 'LaunchesPutOff',
  refused: 'LaunchesFailed',
  failed: 'LaunchesFailed',
  malformed: 'MalformedMessages',
};

const levelOf: Readonly<Partial<Record<LaunchReport['outcome'], 'warn' | 'error'>>> = {
  later: 'warn',
  refused: 'error',
  failed: 'error',
  malformed: 'error',
};

function report({ outcome, taskId, why, arn }: LaunchReport): void {
  const metric = metricOf[outcome];
  if (metric !== undefined) count(metric);
  logger[levelOf[outcome] ?? 'info'](`A launch: ${outcome}.`, { task_id: taskId, why, arn });
}
