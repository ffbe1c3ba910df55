/**
 * Answers a request of a worker without a role: route, token, task, body, handler, envelope. The token decides which task and which hold the
 * request is about; the path must say the same.
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { isOutage } from '../../adapters/dynamo/outage.ts';
import { NewerVersion } from '../../contracts/versions.ts';
import { workerOperations, type WorkerOperation, type WorkerOperationId } from '../../contracts/worker-api.ts';
import { refuse, type Answer } from '../http/answer.ts';
import { checkInput } from '../http/check-input.ts';
import { toResponse } from '../http/envelope.ts';
import { bodyOf } from '../http/read-body.ts';
import { createRouter, type RouteIn } from '../http/router.ts';
import { handlers } from './handlers.ts';
import type { WorkerApiPorts } from './ports.ts';

const findRoute = createRouter<WorkerOperationId>(workerOperations);

/** @returns a response for every request: an error that is thrown on the way is reported and answered with a 5xx */
export async function answerWorker(
  ports: WorkerApiPorts,
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const requestId = event.requestContext.requestId || ports.clockAndIds.newId();
  const route = findRoute(event.requestContext.http.method, event.rawPath);
  const answer = await attempt(ports, requestId, () => answerRoute(ports, event, route));
  return toResponse(answer, { event, requestId, etag: false });
}

async function answerRoute(
  ports: WorkerApiPorts,
  event: APIGatewayProxyEventV2,
  route: RouteIn<WorkerOperationId>,
): Promise<Answer> {
  const token = /^Bearer +(\S+)$/i.exec(event.headers['authorization'] ?? '')?.[1];
  const subject = token === undefined ? undefined : await ports.tokens.read(token);
  if (!subject) return unauthorized;
  if (!route.found) return noRoute(event, route.allowed);
  const operation: WorkerOperation = workerOperations[route.id];
  if (subject.taskId !== route.params['task_id']) return refuse('FORBIDDEN', 'This token is for another task.');
  if (subject.kind !== operation.token) return refuse('FORBIDDEN', otherKind[operation.token]);
  const read = bodyOf(operation, event);
  if (!read.ok) return { kind: 'error', error: read.error };
  const checked = checkInput(operation, event, { params: route.params, body: read.body });
  if (!checked.ok) return { kind: 'error', error: checked.error };
  const { body, query } = checked.input;
  const request = { taskId: subject.taskId, claim: subject.claim, body, query };
  // The id names both the handler and the schemas that made the input, so the input is of the type that this handler takes.
  const handler = handlers[route.id] as (ports: WorkerApiPorts, input: typeof request) => Promise<Answer>;
  return handler(ports, request);
}

async function attempt(ports: WorkerApiPorts, requestId: string, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    ports.onRequestBroken(requestId, error);
    return isOutage(error) || error instanceof NewerVersion ? unavailable : broken;
  }
}

const otherKind = {
  launch: 'Only the token with which a worker was started can claim the task.',
  session: 'This needs the token that the claim of the task answered.',
} as const;
const unauthorized = refuse('UNAUTHORIZED', 'A valid token of a worker is needed, as Authorization: Bearer <token>.');
const unavailable = refuse('SERVICE_UNAVAILABLE', 'The service could not answer now. Send the same again.', { retryAfterS: 5 });
const broken = refuse('INTERNAL_ERROR', 'The service failed. Tell its operator the request id.');

function noRoute(event: APIGatewayProxyEventV2, allowed: readonly string[]): Answer {
  const { method } = event.requestContext.http;
  if (allowed.length === 0) return refuse('ROUTE_NOT_FOUND', `There is no ${event.rawPath.slice(0, 200)}.`);
  const error = { code: 'METHOD_NOT_ALLOWED', message: `${method} is not possible here, only ${allowed.join(', ')}.` } as const;
  return { kind: 'error', error, headers: { allow: allowed.join(', ') } };
}
