/** Turns an answer into a response: envelope, ETag, and errors in the form that the caller accepts. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { errorStatus, type ApiError } from '../../contracts/http/errors.ts';
import { nextTokenHeader } from '../../contracts/http/paging.ts';
import { toldProblems } from '../../contracts/http/told-problems.ts';
import type { Answer } from './answer.ts';
import { etagOf, isKnown } from './etag.ts';

const json = 'application/json; charset=utf-8';
const problemJson = 'application/problem+json';

export interface EnvelopeContext {
  readonly event: APIGatewayProxyEventV2;
  readonly requestId: string;
  /** Whether answers of the operation have an ETag. */
  readonly etag: boolean;
}

export function toResponse(answer: Answer, context: EnvelopeContext): APIGatewayProxyStructuredResultV2 {
  const response = respond(answer, context);
  const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...response.headers };
  return { ...response, headers: { ...headers, 'x-request-id': context.requestId } };
}

function respond(answer: Answer, context: EnvelopeContext): APIGatewayProxyStructuredResultV2 {
  switch (answer.kind) {
    case 'error':
      return errorResponse(answer.error, answer.headers ?? {}, context);
    case 'text': {
      const next: Record<string, string> = answer.next === undefined ? {} : { [nextTokenHeader]: answer.next };
      return success(200, { body: answer.body, headers: { 'content-type': answer.type, ...next }, etag: answer.etag }, context);
    }
    case 'document':
      return ok(200, JSON.stringify(answer.document), { 'content-type': json });
    case 'page': {
      const { items, next, totals } = answer;
      const pagination = { next_token: next ?? null, has_more: next !== undefined, totals };
      return success(200, { body: JSON.stringify({ data: items, pagination }), headers: { 'content-type': json } }, context);
    }
    case 'unchanged':
      return unchanged(answer.etag);
    case 'data': {
      const headers = { 'content-type': json, ...answer.headers };
      return success(answer.status, { body: JSON.stringify({ data: answer.data }), headers, etag: answer.etag }, context);
    }
  }
}

const ok = (statusCode: number, body: string, headers: Record<string, string>): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  body,
  headers,
});

interface Success {
  readonly body: string;
  readonly headers: Record<string, string>;
  /** Absent: where the operation has ETags, that of the body. */
  readonly etag?: string | undefined;
}

function success(
  status: number,
  { body, headers, etag: given }: Success,
  { event, etag: has }: EnvelopeContext,
): APIGatewayProxyStructuredResultV2 {
  const tag = given ?? (has ? etagOf(body + (headers[nextTokenHeader] ?? '')) : undefined);
  if (tag === undefined) return ok(status, body, headers);
  if (isKnown(event.headers['if-none-match'], tag)) return unchanged(tag);
  return ok(status, body, { ...headers, ...kept(tag) });
}

/** A cache may keep the answer, but must ask each time whether it still holds. */
const kept = (etag: string) => ({ etag, 'cache-control': 'private, no-cache' });

const unchanged = (etag: string): APIGatewayProxyStructuredResultV2 => ({ statusCode: 304, headers: kept(etag) });

function errorResponse(
  error: ApiError,
  more: Readonly<Record<string, string>>,
  { event, requestId }: EnvelopeContext,
): APIGatewayProxyStructuredResultV2 {
  const status = errorStatus[error.code];
  const retry: Record<string, string> = error.retryAfterS === undefined ? {} : { 'retry-after': String(error.retryAfterS) };
  const wantsProblem = (event.headers['accept'] ?? '').toLowerCase().includes(problemJson);
  const body = wantsProblem ? problemOf(error, status, { requestId, path: event.rawPath }) : { error: errorOf(error, requestId) };
  return ok(status, JSON.stringify(body), { 'content-type': wantsProblem ? problemJson : json, ...retry, ...more });
}

const errorOf = ({ code, message, details }: ApiError, requestId: string) => ({
  code,
  message,
  request_id: requestId,
  ...(details === undefined ? {} : { details: toldProblems(details) }),
});

/** The error as RFC 9457 has it. `code`, `request_id` and `details` are extensions, named as in the envelope. */
const problemOf = (error: ApiError, status: number, { requestId, path }: { requestId: string; path: string }) => ({
  type: 'about:blank',
  title: titleOf(error.code),
  status,
  detail: error.message,
  instance: path,
  code: error.code,
  request_id: requestId,
  ...(error.details === undefined ? {} : { details: toldProblems(error.details) }),
});

/** `FLEET_NOT_FOUND` → `Fleet not found`. */
const titleOf = (code: string): string => code.charAt(0) + code.slice(1).toLowerCase().replaceAll('_', ' ');
