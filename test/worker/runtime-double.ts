/** A runtime without functions, for tests of the worker process. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { createPollingSqsClient } from '../../adapters/aws-clients.ts';
import { createRepoStore } from '../../adapters/repo/repo-store.ts';
import { createTaskEventStore } from '../../adapters/task/task-event-store.ts';
import { createTaskQueue } from '../../adapters/task/task-queue.ts';
import { createTaskStore } from '../../adapters/task/task-store.ts';
import type { RuntimeFile } from '../../contracts/runtime-file.ts';
import { onlyWithCredentials } from '../../local/services/front/only-with-credentials.ts';
import { startLocalDynamo } from '../adapters/local-dynamo.ts';
import { makeFolder } from './git-repository.ts';

/** The queue may deliver a message to the open request of a killed worker; it delivers it again after two seconds. */
const soonVisibleAgain = { VisibilityTimeout: '2' };

/**
 * Tables, the task queue and a bus that accepts every event. Queue and bus require credentials, as a runtime's do. A worker process
 * finds them by the `runtime.json` in `dir`.
 */
export async function startRuntimeDouble() {
  const dir = makeFolder('runtime');
  const dynamo = await startLocalDynamo();
  const { credentials } = dynamo;
  const queues = buildApp({ logger: false });
  onlyWithCredentials(queues.server, credentials);
  const sqs = await queues.listen({ port: 0, host: '127.0.0.1' });
  const bus = createServer((_request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      .end('{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}');
  });
  onlyWithCredentials(bus, credentials);
  bus.listen(0, '127.0.0.1');
  await once(bus, 'listening');
  const address = bus.address();
  const events = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`;
  const client = createPollingSqsClient({ endpoint: sqs, region: 'us-east-1', credentials });
  const { QueueUrl: taskQueueUrl = '' } = await client.send(
    new CreateQueueCommand({ QueueName: 'tasks', Attributes: soonVisibleAgain }),
  );
  const file: RuntimeFile = {
    api_url: 'http://127.0.0.1:1',
    pid: process.pid,
    started_at: new Date().toISOString(),
    region: 'us-east-1',
    endpoints: { dynamodb: dynamo.endpoint, sqs, sfn: 'http://127.0.0.1:1', events },
    credentials: { access_key_id: credentials.accessKeyId, secret_access_key: credentials.secretAccessKey },
    environment: {
      TASK_TABLE: 'TaskTable',
      TASK_EVENTS_TABLE: 'TaskEventsTable',
      REPO_TABLE: 'RepoTable',
      TASK_QUEUE_URL: taskQueueUrl,
      BUS_NAME: 'bus',
      DURATIONS: JSON.stringify({ task_lease_s: 30, cancel_check_s: 0.2 }),
    },
  };
  writeFileSync(join(dir, 'runtime.json'), JSON.stringify(file));
  return {
    dir,
    file,
    tasks: createTaskStore(dynamo.documents, { taskTable: 'TaskTable' }),
    taskEvents: createTaskEventStore(dynamo.documents, { taskEventsTable: 'TaskEventsTable' }),
    repos: createRepoStore(dynamo.documents, { repoTable: 'RepoTable' }),
    queue: createTaskQueue(client, { taskQueueUrl }),
    async stop() {
      client.destroy();
      await queues.close();
      bus.closeAllConnections();
      await new Promise((resolve) => bus.close(resolve));
      await dynamo.stop();
    },
  };
}

export type RuntimeDouble = Awaited<ReturnType<typeof startRuntimeDouble>>;
