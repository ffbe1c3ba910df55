/**
 * A real HTTP server that routes and checks requests by the list of operations. Tests say what it answers; an answer of another form
 * than the operation's is refused. The content of a text is not checked: test/scenarios/large-results.long.ts reads real ones.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import { errorStatus, type ErrorCode } from '../../contracts/http/errors.ts';
import { operations, type OperationId } from '../../contracts/http/operations.ts';
import type { Operation } from '../../contracts/http/operation.ts';
import type { Totals } from '../../contracts/http/paging.ts';
import { findRoute } from '../../lambdas/api/http/router.ts';

export interface Asked {
  readonly operation: OperationId;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export interface Answer {
  readonly status?: number;
  readonly data?: unknown;
  readonly text?: string;
  readonly next_token?: string | null;
  readonly totals?: Totals;
  readonly headers?: Readonly<Record<string, string>>;
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly details?: readonly object[] };
}

export type Behaviour = Partial<Record<OperationId, (asked: Asked) => Answer>>;

export interface ContractServer {
  readonly url: string;
  readonly token: string;
  /** Every request that arrived, in order. */
  readonly asked: readonly Asked[];
  close: () => Promise<void>;
}

const token = 'eyJ0ZXN0.c2VjcmV0LXRva2Vu.c2lnbmF0dXJl';

/** @param accepts whether a request with this header is a caller's; by default the one fixed token is */
export async function startContractServer(behaviour: Behaviour, accepts: Accepts = isFixedToken): Promise<ContractServer> {
  const asked: Asked[] = [];
  const answerTo = async (request: IncomingMessage): Promise<ReturnType<typeof written>> => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    const route = findRoute(request.method ?? '', pathname);
    if (!route.found) return noRoute;
    const { id, params } = route;
    const operation: Operation = operations[id];
    const body = operation.body && request.method !== 'GET' ? await json(request) : undefined;
    const one = { operation: id, params, query: Object.fromEntries(searchParams), headers: request.headers, body };
    asked.push(one);
    const refused = await refusal(operation, one, accepts);
    const noBehaviour = { error: { code: 'INTERNAL_ERROR' as const, message: `No behaviour for ${id}.` } };
    return writtenOrNot(operation, () => refused ?? behaviour[id]?.(one) ?? noBehaviour);
  };
  const server = createServer((request, response) => {
    void answerTo(request).then(({ status, headers, text }) => {
      response.writeHead(status, { 'x-request-id': 'req-1', ...headers });
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, token, asked, close };
}

const noRoute = written(operations.getHealth, { error: { code: 'ROUTE_NOT_FOUND', message: 'There is no such path.' } });

type Accepts = (authorization: string | undefined) => boolean | Promise<boolean>;
const isFixedToken: Accepts = (authorization) => authorization === `Bearer ${token}`;

async function refusal(operation: Operation, { headers, query, body }: Asked, accepts: Accepts): Promise<Answer | undefined> {
  if (operation.access !== 'anyone' && !(await accepts(headers.authorization))) {
    return { error: { code: 'UNAUTHORIZED', message: 'The token is not valid.' } };
  }
  const problems = [operation.query?.safeParse(query), operation.ownChecks ? undefined : operation.body?.safeParse(body)]
    .flatMap((parsed) => parsed?.error?.issues ?? [])
    .map(({ path, message }) => ({ path: path.map((part) => `/${String(part)}`).join(''), code: 'INVALID_VALUE', message }));
  return problems.length > 0
    ? { error: { code: 'VALIDATION_ERROR', message: 'The request is not valid.', details: problems } }
    : undefined;
}

/** An answer that does not fit the contract is a mistake of the test. The client gets it as an error, and need not wait. */
function writtenOrNot(operation: Operation, answer: () => Answer): ReturnType<typeof written> {
  try {
    return written(operation, answer());
  } catch (error) {
    return written(operation, { error: { code: 'INTERNAL_ERROR', message: `The test answered wrongly: ${String(error)}` } });
  }
}

function written(operation: Operation, answer: Answer): { status: number; headers: Record<string, string>; text: string } {
  const headers = { 'content-type': 'application/json', ...answer.headers };
  if (answer.error) {
    const error = { request_id: 'req-1', ...answer.error };
    return { status: answer.status ?? errorStatus[answer.error.code], headers, text: JSON.stringify({ error }) };
  }
  const status = answer.status ?? operation.success.status;
  const { shape } = operation.success;
  if (answer.text !== undefined && shape !== 'text' && shape !== 'rows' && shape !== 'picture') {
    throw new Error('the operation answers no text');
  }
  if (answer.text !== undefined) return { status, headers: { ...headers, 'content-type': 'text/plain' }, text: answer.text };
  if (status === 304) return { status, headers, text: '' };
  const isList = shape === 'list' || shape === 'rows';
  const data = (isList ? z.array(operation.success.schema) : operation.success.schema).parse(answer.data);
  const next = answer.next_token ?? null;
  const page = isList ? { pagination: { next_token: next, has_more: next !== null, totals: answer.totals } } : {};
  return { status, headers, text: JSON.stringify({ data, ...page }) };
}
