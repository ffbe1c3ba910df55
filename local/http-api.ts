import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import Router from 'find-my-way';
import { z } from 'zod';
import type { FunctionHost } from './functions/function-host.ts';
import { listen } from './listen.ts';
import type { Listening } from './listen.ts';
import { readBody } from './request-body.ts';
import type { RuntimeLogger } from './runtime-logger.ts';
import { messageOf } from './error-facts.ts';

/** One route of an HTTP API: `ANY /v1/{proxy+}`, `GET /v1/health` or `$default`, and the function behind it. */
export interface ApiRoute {
  readonly routeKey: string;
  readonly function: FunctionHost;
}

export interface HttpApi extends Listening {
  /** Begins to answer; until then every request gets 503. */
  serve(routes: readonly ApiRoute[]): void;
}

/** API Gateway's limit of a request. */
const bodyLimit = 10 * 1024 * 1024;
const routeKeyPattern = /^(ANY|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/\S*)$/;

type Find = (method: string, path: string) => { route: ApiRoute; parameters: Record<string, string> } | undefined;

/**
 * Serves the routes of an API Gateway HTTP API on this machine (payload format 2.0).
 * @param port 0 = a free one
 * @throws Error when the port is taken
 */
export async function startHttpApi(port: number, logger: RuntimeLogger): Promise<HttpApi> {
  let find: Find | undefined;
  const server = createServer((request, response) => {
    answer(request, response, find).catch((error: unknown) => {
      logger.warn(`${request.method ?? ''} ${request.url ?? ''}: ${messageOf(error)}`);
      if (!response.headersSent) sendMessage(response, 500, 'Internal Server Error');
    });
  });
  const listening = await listen(server, port);
  return {
    ...listening,
    serve: (routes) => {
      find = routeFinder(routes);
    },
  };
}

/** What of the route keys cannot be served, as sentences. */
export function unsupportedRouteKey(routeKey: string): string[] {
  return routeKey === '$default' || routeKeyPattern.test(routeKey) ? [] : [`the route key ${routeKey} is not supported`];
}

/** As API Gateway chooses: the most specific path first, then `{proxy+}`, then `$default`; a method before ANY. */
function routeFinder(routes: readonly ApiRoute[]): Find {
  const exact = Router({ ignoreTrailingSlash: false, caseSensitive: true });
  const any = Router({ ignoreTrailingSlash: false, caseSensitive: true });
  const otherwise = routes.find(({ routeKey }) => routeKey === '$default');
  for (const route of routes) {
    const [, method, path] = routeKeyPattern.exec(route.routeKey) ?? [];
    if (method === undefined || path === undefined) continue;
    const pattern = path.replace(/\{(\w+)\+\}$/, '*').replace(/\{(\w+)\}/g, ':$1');
    const router = method === 'ANY' ? any : exact;
    // The pattern above allows these methods only.
    router.on(method === 'ANY' ? 'GET' : (method as 'GET'), pattern, () => undefined, route);
  }
  return (method, path) => {
    const found = exact.find(asMethod(method), path) ?? any.find('GET', path);
    // The store of every route is the route that was put there above.
    if (found !== null)
      return { route: found.store as ApiRoute, parameters: parametersOf(found.params, found.store as ApiRoute) };
    return otherwise === undefined ? undefined : { route: otherwise, parameters: {} };
  };
}

// find-my-way looks a method up in a table; one that it does not know is not found.
const asMethod = (method: string) => method as 'GET';

function parametersOf(params: Record<string, string | undefined>, { routeKey }: ApiRoute): Record<string, string> {
  const greedy = /\{(\w+)\+\}$/.exec(routeKey)?.[1] ?? '*';
  const entries = Object.entries(params).map(([name, value]) => [name === '*' ? greedy : name, value ?? ''] as const);
  return Object.fromEntries(entries);
}

async function answer(request: IncomingMessage, response: ServerResponse, find: Find | undefined): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (url.pathname === '/') return sendText(response, 200, welcome);
  if (find === undefined) return sendMessage(response, 503, 'The runtime is starting.', { 'retry-after': '1' });
  const found = find(request.method ?? 'GET', url.pathname);
  const body = await readBody(request, bodyLimit);
  if (body === undefined) return sendMessage(response, 413, 'Request Entity Too Large', { connection: 'close' });
  if (found === undefined) return sendMessage(response, 404, 'Not Found');
  const event = toEvent(request, { url, body, routeKey: found.route.routeKey, parameters: found.parameters });
  await found.route.function.invoke(event).then(
    (result) => {
      sendResult(response, result);
    },
    (error: unknown) => {
      // As API Gateway: what the function failed on is in its log, not in the answer.
      sendMessage(response, error instanceof Error && error.name === 'Sandbox.Timedout' ? 504 : 500, 'Internal Server Error');
    },
  );
}

interface Matched {
  readonly url: URL;
  readonly body: Buffer;
  readonly routeKey: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The request as the event of payload format 2.0. */
function toEvent(request: IncomingMessage, { url, body, routeKey, parameters }: Matched): object {
  const { cookie, ...headers } = request.headers;
  const now = new Date();
  // API Gateway decodes the path before a function sees it.
  const rawPath = decodePath(url.pathname);
  const query = Object.fromEntries(
    [...new Set(url.searchParams.keys())].map((key) => [key, url.searchParams.getAll(key).join(',')]),
  );
  const isText = isUtf8(body);
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: url.search.slice(1),
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
    ),
    ...(Object.keys(query).length === 0 ? {} : { queryStringParameters: query }),
    ...(Object.keys(parameters).length === 0 ? {} : { pathParameters: parameters }),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: request.headers.host ?? '127.0.0.1',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function isUtf8(body: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(body);
    return true;
  } catch {
    return false;
  }
}

const resultSchema = z.object({
  statusCode: z.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

/** A result without a status is the body itself, as API Gateway takes it. */
function sendResult(response: ServerResponse, result: unknown): void {
  const parsed = resultSchema.safeParse(result);
  if (!parsed.success) return send(response, 200, { 'content-type': 'application/json' }, JSON.stringify(result));
  const { statusCode, headers = {}, cookies, body = '', isBase64Encoded } = parsed.data;
  const fields = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  if (cookies !== undefined) response.setHeader('set-cookie', cookies);
  send(
    response,
    statusCode,
    { 'content-type': 'application/json', ...fields },
    isBase64Encoded === true ? Buffer.from(body, 'base64') : body,
  );
}

type Headers = Readonly<Record<string, string>>;

function sendMessage(response: ServerResponse, status: number, message: string, headers: Headers = {}): void {
  send(response, status, { 'content-type': 'application/json', ...headers }, JSON.stringify({ message }));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, { 'content-type': 'text/plain; charset=utf-8' }, text);
}

function send(response: ServerResponse, status: number, headers: Headers, body: string | Buffer): void {
  const withoutBody = status === 204 || status === 304;
  const { 'content-length': _given, ...rest } = headers;
  response.writeHead(status, withoutBody ? rest : { ...rest, 'content-length': String(Buffer.byteLength(body)) });
  response.end(withoutBody ? undefined : body);
}

const welcome = `bgagent local: fleet jobs for background coding agents, on this machine.

The API is under /v1 (its description: /v1/openapi.json) and wants a token.
On the command line: bgagent fleet submit --help
`;
