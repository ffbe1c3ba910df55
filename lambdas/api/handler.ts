/** `api`: every request to /v1. Wiring only; see answer-request.ts. */
import { setTimeout as sleep } from 'node:timers/promises';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createRepoStore } from '../../adapters/repo/repo-store.ts';
import { createBuiltinTaskCore } from '../../tasks/task-platform.ts';
import { createTaskEventStore } from '../../adapters/task/task-event-store.ts';
import { readEnvironment } from '../../contracts/environment.ts';
import { connectFleetStores, connectKeys, connectMailbox, connectTaskPlatform, documents } from '../connections.ts';
import { count, logger, telemetry } from '../telemetry.ts';
import { answerRequest } from './answer-request.ts';
import type { ApiPorts } from './api-ports.ts';
import { createAuthenticator } from './http/authenticate.ts';

const settings = readEnvironment('api', process.env);
const ports = connect();

export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(telemetry())
  .handler(async (event) => {
    const { method, path } = event.requestContext.http;
    const response = await answerRequest(ports, event);
    count('Requests');
    // Pages that are left open ask all day long whether something has changed: lines of that would hide all others.
    if (response.statusCode === 304) return response;
    logger.info('A request was answered.', {
      request_id: event.requestContext.requestId,
      method,
      path,
      status: response.statusCode,
    });
    return response;
  });

function connect(): ApiPorts {
  const { userTaskCap, userUsdPerDay, ...platform } = connectTaskPlatform(settings);
  const repos = createRepoStore(documents, { repoTable: settings.REPO_TABLE, findsOldNames: true });
  const allowed = {
    allowShell: settings.ALLOW_SHELL,
    callerVerifiers: settings.CALLER_VERIFIERS,
    agents: settings.AGENTS,
  };
  return {
    stores: connectFleetStores(settings),
    tasks: platform.tasks,
    taskEvents: createTaskEventStore(documents, {
      taskEventsTable: settings.TASK_EVENTS_TABLE,
      keepS: settings.DURATIONS.keep_s,
    }),
    repos,
    core: createBuiltinTaskCore({ ...platform, repos, settings: { ...allowed, userTaskCap, userUsdPerDay } }),
    mailbox: connectMailbox(settings),
    clockAndIds: platform.clockAndIds,
    pageTokenKeys: connectKeys(settings.PAGE_TOKEN_KEYS),
    authenticate: createAuthenticator({
      issuer: settings.AUTH_ISSUER,
      audiences: settings.AUTH_AUDIENCE,
      jwks: settings.AUTH_JWKS,
      jwksUri: settings.AUTH_JWKS_URI,
      groupClaim: settings.AUTH_GROUP_CLAIM,
    }),
    sleep: (ms) => sleep(ms),
    onRequestBroken: (request_id, error) => {
      count('RequestsBroken');
      logger.error('A request failed.', { request_id, error });
    },
    onMailFailed: (fleet_id, error) => {
      logger.warn('A new fleet could not be mailed; the clock will mail it.', { fleet_id, error });
    },
    settings: {
      ...allowed,
      allowPrivateWebhooks: settings.ALLOW_PRIVATE_WEBHOOKS,
      userTaskCap,
      durations: settings.DURATIONS,
      signIn: { issuer: settings.AUTH_ISSUER, client: settings.AUTH_CLI },
    },
  };
}
