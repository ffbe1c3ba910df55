/** `worker-api`: every request to /v1/worker. Wiring only; see answer-request.ts. */
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { systemClockAndIds } from '../../adapters/clock-and-ids.ts';
import { createRepoStore } from '../../adapters/repo/repo-store.ts';
import { createSecretReader } from '../../adapters/secrets/secret-reader.ts';
import { createTaskEventStore } from '../../adapters/task/task-event-store.ts';
import { createTaskStore } from '../../adapters/task/task-store.ts';
import { readEnvironment } from '../../contracts/environment.ts';
import { connectBus, connectKeys, connectSecrets, documents, onSecretOutage } from '../connections.ts';
import { count, logger, telemetry } from '../telemetry.ts';
import { createWorkerTokens } from '../worker-tokens.ts';
import { answerWorker } from './answer-request.ts';
import { forgeCredentials, forgeTokenSecret, githubAppSecret } from './github-app.ts';
import type { WorkerApiPorts } from './ports.ts';

const settings = readEnvironment('worker-api', process.env);
const ports = connect();

export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(telemetry())
  .handler(async (event) => {
    const { method, path } = event.requestContext.http;
    const response = await answerWorker(ports, event);
    count('Requests');
    const { requestId: request_id } = event.requestContext;
    logger.info('A request of a worker was answered.', { request_id, method, path, status: response.statusCode });
    return response;
  });

function connect(): WorkerApiPorts {
  const { GITHUB_APP: app, FORGE_TOKENS: tokens, DURATIONS: durations } = settings;
  const secrets = connectSecrets();
  const readers = new Map(
    tokens.map(({ secret }) => {
      const options = { onOutage: onSecretOutage(secret) };
      return [secret, createSecretReader(secrets, secret, forgeTokenSecret, options)] as const;
    }),
  );
  return {
    tasks: createTaskStore(documents, { taskTable: settings.TASK_TABLE, keepS: durations.keep_s }),
    events: createTaskEventStore(documents, { taskEventsTable: settings.TASK_EVENTS_TABLE, keepS: durations.keep_s }),
    repos: createRepoStore(documents, { repoTable: settings.REPO_TABLE }),
    bus: connectBus(settings),
    clockAndIds: systemClockAndIds,
    tokens: createWorkerTokens(connectKeys(settings.WORKER_TOKEN_KEYS)),
    credentials: forgeCredentials({
      app: app === '' ? undefined : createSecretReader(secrets, app, githubAppSecret, { onOutage: onSecretOutage(app) }),
      token: (secret) => {
        const reader = readers.get(secret);
        if (!reader) throw new Error(`${secret} is the secret of no forge.`);
        return reader;
      },
    }),
    onRequestBroken: (request_id, error) => {
      count('RequestsBroken');
      logger.error('A request of a worker failed.', { request_id, error });
    },
    settings: {
      durations,
      forges: settings.FORGES,
      allowDirectMerge: settings.ALLOW_DIRECT_MERGE,
      forgeSecrets: { githubApp: app, forgeTokens: tokens },
    },
  };
}
