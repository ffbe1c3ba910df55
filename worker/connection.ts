/** Where tables, queue and bus are: of a runtime on this machine by its `runtime.json`, else as the AWS SDK is told to. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createDocumentClient,
  createDynamoClient,
  createEventBridgeClient,
  createSqsClient,
  type ClientSettings,
} from '../adapters/aws-clients.ts';
import { createBus } from '../adapters/bus.ts';
import { createRepoStore } from '../adapters/repo/repo-store.ts';
import { createTaskEventStore } from '../adapters/task/task-event-store.ts';
import { createTaskQueueConsumer } from '../adapters/task/task-queue.ts';
import { createTaskStore } from '../adapters/task/task-store.ts';
import type { Durations } from '../contracts/durations.ts';
import { readVariables, type EnvironmentName } from '../contracts/environment.ts';
import { runtimeFile, runtimeFileName } from '../contracts/runtime-file.ts';
import type { Log } from './logger.ts';
import { WorkerConfigError } from './read-config.ts';
import type { WorkerPorts } from './hold/worker-setup.ts';

export interface Connection {
  readonly ports: WorkerPorts;
  readonly durations: Durations;
}

const names = [
  'TASK_TABLE',
  'TASK_EVENTS_TABLE',
  'REPO_TABLE',
  'TASK_QUEUE_URL',
  'BUS_NAME',
  'DURATIONS',
] as const satisfies EnvironmentName[];

/** Endpoints by service; empty: the SDK's own way to find them. */
interface Place {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly dynamodb: ClientSettings;
  readonly sqs: ClientSettings;
  readonly events: ClientSettings;
}

/**
 * Answers the connection as it should be now: a runtime that was started again has other endpoints, and is found again.
 * @throws WorkerConfigError where there is no runtime in the folder, or the environment names no tables and queue
 */
export function openConnection(source: { dir: string | undefined; environment: NodeJS.ProcessEnv; log: Log }): () => Connection {
  let known = '';
  let connection: Connection | undefined;
  return () => {
    const text = source.dir === undefined ? '' : readRuntimeFile(source.dir);
    if (connection && text === known) return connection;
    const place = source.dir === undefined ? awsPlace(source.environment) : localPlace(text, source.dir);
    connection = connect(place, source.log);
    known = text;
    return connection;
  };
}

function readRuntimeFile(dir: string): string {
  try {
    return readFileSync(join(dir, runtimeFileName), 'utf8');
  } catch {
    throw new WorkerConfigError(`${dir} holds no ${runtimeFileName}. Start the runtime with: bgagent local --dir ${dir}`);
  }
}

const awsPlace = (environment: NodeJS.ProcessEnv): Place => ({ environment, dynamodb: {}, sqs: {}, events: {} });

function localPlace(text: string, dir: string): Place {
  const { environment, endpoints, region, credentials: given } = parseRuntimeFile(text, dir);
  const credentials = { accessKeyId: given.access_key_id, secretAccessKey: given.secret_access_key };
  const at = (endpoint: string): ClientSettings => ({ endpoint, region, credentials });
  return { environment, dynamodb: at(endpoints.dynamodb), sqs: at(endpoints.sqs), events: at(endpoints.events) };
}

function parseRuntimeFile(text: string, dir: string) {
  const parsed = runtimeFile.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new WorkerConfigError(
    `${join(dir, runtimeFileName)} is of another version of the runtime (${problems.join('; ')}). Start the runtime again.`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whole or not at all is how a runtime writes it; what is not JSON is told as what has none of the fields.
    return undefined;
  }
}

function connect(place: Place, log: Log): Connection {
  const settings = readSettings(place.environment);
  const documents = createDocumentClient(createDynamoClient(place.dynamodb));
  const keepS = settings.DURATIONS.keep_s;
  const onMalformed = (body: string, why: string): void => {
    log.error('The task queue holds a message that is no task', { body: body.slice(0, 200), reason: why });
  };
  return {
    durations: settings.DURATIONS,
    ports: {
      tasks: createTaskStore(documents, { taskTable: settings.TASK_TABLE, keepS }),
      events: createTaskEventStore(documents, { taskEventsTable: settings.TASK_EVENTS_TABLE, keepS }),
      repos: createRepoStore(documents, { repoTable: settings.REPO_TABLE }),
      queue: createTaskQueueConsumer(createSqsClient(place.sqs), { taskQueueUrl: settings.TASK_QUEUE_URL }, onMalformed),
      bus: createBus(createEventBridgeClient(place.events), { busName: settings.BUS_NAME }),
    },
  };
}

function readSettings(environment: Place['environment']) {
  try {
    return readVariables(names, environment);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new WorkerConfigError(
      `${why}. Name a runtime's folder with --dir, or set these variables as the deployed stack shows them.`,
    );
  }
}
