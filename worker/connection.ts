/**
 * Connects the worker to tables, queue and bus: those of a runtime on this machine, found by its `runtime.json`, or those of AWS,
 * found as the AWS SDK finds them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createDocumentClient,
  createDynamoClient,
  createEventBridgeClient,
  createPollingSqsClient,
  type ClientSettings,
} from '../adapters/aws-clients.ts';
import { createBus } from '../adapters/bus.ts';
import { createRepoStore } from '../adapters/repo/repo-store.ts';
import { createTaskEventStore } from '../adapters/task/task-event-store.ts';
import { createTaskQueueConsumer } from '../adapters/task/task-queue.ts';
import { createTaskStore } from '../adapters/task/task-store.ts';
import type { Durations } from '../contracts/durations.ts';
import type { ForgeLimit } from '../contracts/forge-limits.ts';
import { readVariables, type EnvironmentName } from '../contracts/environment.ts';
import { runtimeFile, runtimeFileName } from '../contracts/runtime-file.ts';
import { jsonOrUndefined } from '../core/text/json-or-undefined.ts';
import { messageOf } from '../core/text/message-of-error.ts';
import type { WorkerPorts } from './hold/worker-setup.ts';
import type { Log } from './logger.ts';
import { WorkerConfigError } from './read-config.ts';

export interface Connection {
  readonly ports: WorkerPorts;
  readonly durations: Durations;
  /** The writes that forges allow. */
  readonly forges: readonly ForgeLimit[];
  /** Whether a branch may be merged by a push to the default branch, where the repository has no forge. */
  readonly allowDirectMerge: boolean;
  /** Ports of the runtime, or of what stands in for AWS on this machine. */
  readonly localPorts: ReadonlySet<number>;
}

const variables = [
  'TASK_TABLE',
  'TASK_EVENTS_TABLE',
  'REPO_TABLE',
  'TASK_QUEUE_URL',
  'BUS_NAME',
  'DURATIONS',
  'FORGES',
  'ALLOW_DIRECT_MERGE',
] as const satisfies EnvironmentName[];

/** Client settings per service; empty settings let the SDK find the service itself. */
interface Endpoints {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly dynamodb: ClientSettings;
  readonly sqs: ClientSettings;
  readonly events: ClientSettings;
  /** All addresses at which something of the product listens. */
  readonly urls: readonly string[];
}

/**
 * Answers a function that gives the current connection. It reads `runtime.json` at each call, because a runtime that was started
 * again has other endpoints.
 * @throws WorkerConfigError (the function) where the folder has no runtime, or the environment names no tables and queue
 */
export function openConnection(source: { dir: string | undefined; environment: NodeJS.ProcessEnv; log: Log }): () => Connection {
  let known = '';
  let connection: Connection | undefined;
  return () => {
    const text = source.dir === undefined ? '' : readRuntimeFile(source.dir);
    if (connection && text === known) return connection;
    const endpoints = source.dir === undefined ? awsEndpoints(source.environment) : localEndpoints(text, source.dir);
    connection = connect(endpoints, source.log);
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

function awsEndpoints(environment: NodeJS.ProcessEnv): Endpoints {
  const urls = Object.entries(environment).flatMap(([name, url]) => (name.startsWith('AWS_ENDPOINT_URL') ? (url ?? []) : []));
  return { environment, dynamodb: {}, sqs: {}, events: {}, urls };
}

function localEndpoints(text: string, dir: string): Endpoints {
  const { api_url, environment, endpoints, region, credentials: given } = parseRuntimeFile(text, dir);
  const credentials = { accessKeyId: given.access_key_id, secretAccessKey: given.secret_access_key };
  const at = (endpoint: string): ClientSettings => ({ endpoint, region, credentials });
  const urls = [api_url, ...Object.values(endpoints)];
  return { environment, dynamodb: at(endpoints.dynamodb), sqs: at(endpoints.sqs), events: at(endpoints.events), urls };
}

function parseRuntimeFile(text: string, dir: string) {
  const parsed = runtimeFile.safeParse(jsonOrUndefined(text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new WorkerConfigError(
    `${join(dir, runtimeFileName)} was written by another version of the runtime (${problems.join('; ')}). Start the runtime again.`,
  );
}

function connect(endpoints: Endpoints, log: Log): Connection {
  const settings = readSettings(endpoints.environment);
  const documents = createDocumentClient(createDynamoClient(endpoints.dynamodb));
  const keepS = settings.DURATIONS.keep_s;
  const onMalformed = (body: string, why: string): void => {
    log.error('The task queue holds a message that names no task', { body: body.slice(0, 200), reason: why });
  };
  return {
    durations: settings.DURATIONS,
    forges: settings.FORGES,
    allowDirectMerge: settings.ALLOW_DIRECT_MERGE,
    localPorts: new Set(endpoints.urls.flatMap(portOf)),
    ports: {
      tasks: createTaskStore(documents, { taskTable: settings.TASK_TABLE, keepS }),
      events: createTaskEventStore(documents, { taskEventsTable: settings.TASK_EVENTS_TABLE, keepS }),
      repos: createRepoStore(documents, { repoTable: settings.REPO_TABLE }),
      queue: createTaskQueueConsumer(
        createPollingSqsClient(endpoints.sqs),
        { taskQueueUrl: settings.TASK_QUEUE_URL },
        onMalformed,
      ),
      bus: createBus(createEventBridgeClient(endpoints.events), { busName: settings.BUS_NAME }),
    },
  };
}

function portOf(url: string): number[] {
  if (!URL.canParse(url)) return [];
  const { port, protocol } = new URL(url);
  return [port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)];
}

function readSettings(environment: Endpoints['environment']) {
  try {
    return readVariables(variables, environment);
  } catch (error) {
    throw new WorkerConfigError(
      `${messageOf(error)}. Name a runtime's folder with --dir, or set these variables as the deployed stack shows them.`,
    );
  }
}
