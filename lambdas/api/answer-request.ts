/**
 * Answers a request in fixed steps: route, token, permission, body, checks, handler, envelope. A step that fails ends the
 * request.
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { isOutage } from '../../adapters/dynamo/outage.ts';
import { operations, type OperationId } from '../../contracts/http/operations.ts';
import type { Operation } from '../../contracts/http/operation.ts';
import { submitBody, unsupportedKeys } from '../../contracts/http/submit.ts';
import { NewerVersion } from '../../contracts/versions.ts';
import { refuse, type Answer } from './answer.ts';
import type { ApiPorts, Caller } from './api-ports.ts';
import { withFurtherProblems } from './fleets/submit/all-problems.ts';
import { sizeOf, tooLarge } from './fleets/submit/too-large.ts';
import { toResponse } from '../http/envelope.ts';
import { handlers } from './handlers.ts';
import { IssuerAway } from './http/issuer-keys.ts';
import { missingPermission } from './http/permission.ts';
import { notPartOfThisService } from './http/not-part-of-this-service.ts';
import { createPageTokens } from './lists/page-token.ts';
import { bodyOf } from '../http/read-body.ts';
import { checkInput, type Input } from '../http/check-input.ts';
import { findRoute, type Route } from './http/router.ts';

/** @returns a response for every request: an error that is thrown on the way is reported and answered with a 5xx */
export async function answerRequest(ports: ApiPorts, event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const requestId = event.requestContext.requestId || ports.clockAndIds.newId();
  const route = findRoute(event.requestContext.http.method, event.rawPath);
  const etag = route.found && operationOf(route.id).etag === true;
  const answer = await attempt(ports, requestId, () => answerRoute(ports, event, { route, requestId }));
  return toResponse(answer, { event, requestId, etag });
}

const operationOf = (id: OperationId): Operation => operations[id];

async function answerRoute(
  ports: ApiPorts,
  event: APIGatewayProxyEventV2,
  { route, requestId }: { route: Route; requestId: string },
): Promise<Answer> {
  if (route.found && operationOf(route.id).access === 'anyone') return run(ports, event, { route, requestId, caller: anonymous });
  const token = tokenOf(event);
  if (token === undefined) return event.headers['x-api-key'] === undefined ? unauthorized : noApiKeys;
  const authenticated = await ports.authenticate(token);
  if (!authenticated.ok) return refuse('UNAUTHORIZED', authenticated.error);
  if (!route.found) return noRoute(event, route.allowed);
  const caller = authenticated.value;
  return missingPermission(operationOf(route.id), caller) ?? run(ports, event, { route, requestId, caller });
}

/** Takes the token with or without the word Bearer: ABCA's clients send it alone. */
const tokenOf = (event: APIGatewayProxyEventV2): string | undefined =>
  /^(?:Bearer +)?(\S+)$/i.exec(event.headers['authorization'] ?? '')?.[1];

interface Routed {
  readonly route: Route & { found: true };
  readonly requestId: string;
  readonly caller: Caller;
}

async function run(ports: ApiPorts, event: APIGatewayProxyEventV2, { route, requestId, caller }: Routed): Promise<Answer> {
  const operation = operationOf(route.id);
  const read = bodyOf(operation, event);
  if (!read.ok) return { kind: 'error', error: read.error };
  const larger = operation.body === submitBody ? tooLarge(sizeOf(read.body)) : undefined;
  if (larger) return { kind: 'error', error: larger };
  const laterKeys = operation.body === submitBody ? { unsupportedKeys } : {};
  const checked = checkInput(operation, event, { params: route.params, body: read.body }, laterKeys);
  if (!checked.ok) {
    // A path of ABCA whose repository is one encoded segment looks as if its last word were the name of a repository.
    const elsewhere = notPartOfThisService(operation.method, event.rawPath);
    if (elsewhere !== undefined) return refuse('ROUTE_NOT_FOUND', elsewhere);
    const isSubmit = operation.body === submitBody;
    return { kind: 'error', error: isSubmit ? await withFurtherProblems(ports, read.body, checked.error) : checked.error };
  }
  const request = {
    ...checked.input,
    rawBody: read.body,
    caller,
    requestId,
    ifNoneMatch: event.headers['if-none-match'],
    method: operation.method,
    path: event.rawPath,
    pages: pagesOf(ports, route.id, checked.input, caller),
  };
  // The id names both the handler and the schemas that made the input, so the input is of the type that this handler takes.
  const handler = handlers[route.id] as (ports: ApiPorts, input: typeof request) => Promise<Answer>;
  return handler(ports, request);
}

/**
 * Binds the tokens of a list to its caller, operation, path and filter, but not to the parameters that say which page is wanted.
 */
function pagesOf(ports: ApiPorts, id: OperationId, input: Input, caller: Caller) {
  // Spread first too, so that these keys always come first: the token is bound to the JSON text, in which order counts.
  const filter = { ...paging, ...(input.query as Record<string, unknown> | undefined), ...paging };
  return createPageTokens(ports.pageTokenKeys, [caller.sub, caller.isOperator, id, input.params, filter]);
}

const paging = { limit: null, next_token: null, after: null, desc: null };

async function attempt(ports: ApiPorts, requestId: string, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    ports.onRequestBroken(requestId, error);
    if (error instanceof NewerVersion) return ofNewerCode;
    if (error instanceof IssuerAway) return issuerAway;
    return isOutage(error) ? unavailable : broken;
  }
}

const unavailable = refuse(
  'SERVICE_UNAVAILABLE',
  'The service could not answer now. Try again; with the same Idempotency-Key nothing happens twice.',
  { retryAfterS: 5 },
);
const issuerAway = refuse(
  'SERVICE_UNAVAILABLE',
  'The issuer of the tokens did not tell its keys, so it is not known yet whether the token is valid. Try again.',
  { retryAfterS: 5 },
);
const ofNewerCode = refuse(
  'SERVICE_UNAVAILABLE',
  'This was written by a newer version of the service than the one that answers now, which leaves it as it is. ' +
    'Try again in a few minutes; if it lasts, tell the operator the request id.',
  { retryAfterS: 60 },
);
const broken = refuse('INTERNAL_ERROR', 'The service failed. Tell its operator the request id.');

const anonymous: Caller = { sub: '', isOperator: false, groups: [], scopes: [], isMachine: false };
const unauthorized = refuse('UNAUTHORIZED', 'A valid token is needed, as Authorization: Bearer <token>.');
const noApiKeys = refuse(
  'UNAUTHORIZED',
  'API keys are not part of this service: send the token of a sign-in, as Authorization: Bearer <token>, instead of X-API-Key.',
);

function noRoute(event: APIGatewayProxyEventV2, allowed: readonly string[]): Answer {
  const { method } = event.requestContext.http;
  const elsewhere = notPartOfThisService(method, event.rawPath);
  if (elsewhere !== undefined) return refuse('ROUTE_NOT_FOUND', elsewhere);
  if (allowed.length === 0) return refuse('ROUTE_NOT_FOUND', `There is no ${event.rawPath.slice(0, 200)}. See /v1/openapi.json.`);
  const error = { code: 'METHOD_NOT_ALLOWED', message: `${method} is not possible here, only ${allowed.join(', ')}.` } as const;
  return { kind: 'error', error, headers: { allow: allowed.join(', ') } };
}
