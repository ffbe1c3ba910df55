/** The API of workers without a role on real tables, behind a real HTTP server. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { systemClockAndIds } from '../../../adapters/clock-and-ids.ts';
import { createRepoStore } from '../../../adapters/repo/repo-store.ts';
import type { SigningKeys } from '../../../adapters/signing-keys.ts';
import { createTaskEventStore } from '../../../adapters/task/task-event-store.ts';
import { createTaskStore } from '../../../adapters/task/task-store.ts';
import { durationsSchema } from '../../../contracts/durations.ts';
import type { TaskStatusChanged } from '../../../contracts/events.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import { answerWorker } from '../../../lambdas/worker-api/answer-request.ts';
import type { WorkerApiPorts } from '../../../lambdas/worker-api/ports.ts';
import { createWorkerTokens } from '../../../lambdas/worker-tokens.ts';
import { toGatewayEvent } from '../../../local/gateway/gateway-event.ts';
import { startLocalDynamo } from '../../adapters/local-dynamo.ts';

export function keysOf(secret: string): SigningKeys {
  const key = { id: secret.slice(0, 8), secret };
  return {
    current: () => Promise.resolve(key),
    all: () => Promise.resolve([key]),
    find: (id) => Promise.resolve(id === key.id ? key : undefined),
  };
}

export async function startWorkerApi(given: Partial<Pick<WorkerApiPorts, 'credentials' | 'settings'>> = {}) {
  const dynamo = await startLocalDynamo();
  const tasks = createTaskStore(dynamo.documents, { taskTable: 'TaskTable' });
  const events = createTaskEventStore(dynamo.documents, { taskEventsTable: 'TaskEventsTable' });
  const repos = createRepoStore(dynamo.documents, { repoTable: 'RepoTable' });
  const published: TaskStatusChanged[] = [];
  const broken: unknown[] = [];
  const tokens = createWorkerTokens(keysOf('a key of the tests that is long enough'));
  const ports: WorkerApiPorts = {
    ...{ tasks, events, repos, tokens, clockAndIds: systemClockAndIds },
    bus: { publishTaskStatus: (detail) => Promise.resolve(void published.push(detail)) },
    credentials: {
      appHost: () => Promise.resolve(undefined),
      ofApp: () => Promise.resolve({ ok: false, why: 'There is no GitHub App.' }),
      ofSecret: () => Promise.resolve({ ok: true, token: 'token-of-a-secret', expiresAt: null, api: null }),
    },
    onRequestBroken: (_id, error) => void broken.push(error),
    settings: {
      durations: durationsSchema.parse({ task_lease_s: 5, cancel_check_s: 0.2 }),
      forges: [],
      allowDirectMerge: false,
      forgeSecrets: { githubApp: '', forgeTokens: [] },
    },
    ...given,
  };
  const server = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request);
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const matched = { url, headers: request.headers, body, routeKey: 'ANY /v1/worker/{proxy+}', parameters: {} };
      // The gateway of the embedded runtime makes the event as API Gateway does.
      const answer = await answerWorker(ports, toGatewayEvent(request, matched) as APIGatewayProxyEventV2);
      response.writeHead(answer.statusCode ?? 500, answer.headers as Record<string, string>).end(answer.body);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an address of this kind.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = async (token: string | undefined, method: string, path: string, body?: unknown) => {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { 'content-type': 'application/json', ...authorization };
    const response = await fetch(`${url}/v1/worker/tasks/${path}`, { method, headers, ...json });
    // Each answer has the envelope of the API.
    const said = (await response.json()) as { data?: Record<string, unknown>; error?: { code: string; message: string } };
    return { status: response.status, ...said };
  };
  const eventsOf = async (taskId: string) =>
    (await events.listTaskEvents(taskId, { limit: 100 })).items.map(({ event_type }) => event_type);
  const put = async (row: TaskRow): Promise<TaskRow> => {
    await tasks.putTaskIfAbsent(row);
    return row;
  };
  return {
    ...{ url, ports, tasks, events, repos, tokens, published, broken, call, eventsOf, put },
    launch: (taskId: string, claim = 1) => tokens.mint('launch', { taskId, claim }),
    async stop() {
      server.closeAllConnections();
      server.close();
      await dynamo.stop();
    },
  };
}

export type WorkerApi = Awaited<ReturnType<typeof startWorkerApi>>;
