/**
 * Serves the routes of an API Gateway HTTP API on this machine (payload format 2.0). As there, the answer says that a function
 * failed, and the log of the function says why.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import Router from 'find-my-way';
import { FunctionError } from '../functions/function-thread-handle.ts';
import type { FunctionHost } from '../functions/function-host.ts';
import { toGatewayEvent } from './gateway-event.ts';
import { fromResult, gatewayMessage, sendResponse, type HttpResponse } from './gateway-response.ts';
import { listen, type Listening } from '../server/listen.ts';
import { readBody } from '../server/request-body.ts';
import type { RuntimeLogger } from '../runtime-logger.ts';
import { messageOf } from '../../core/text/message-of-error.ts';

/** One route of an HTTP API: `ANY /v1/{proxy+}`, `GET /v1/health` or `$default`, and the function behind it. */
export interface ApiRoute {
  readonly routeKey: string;
  readonly function: FunctionHost;
}

/**
 * Stands before the routes. It answers a request itself, or hands it on (`next`) with the headers that the function is to see.
 */
export type Front = (
  request: IncomingMessage,
  url: URL,
  next: (headers: IncomingHttpHeaders) => Promise<HttpResponse>,
) => Promise<HttpResponse>;

export interface HttpApi extends Listening {
  /** Puts something before the routes, for all requests from now on. */
  standBefore(front: Front): void;
  /** Starts to serve routes. Before, every request gets 503. */
  serve(routes: readonly ApiRoute[]): void;
}

/** API Gateway's limit for the body of a request, in bytes. */
const bodyLimit = 10 * 1024 * 1024;
const routeKeyPattern = /^(ANY|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/\S*)$/;

type Find = (method: string, path: string) => { route: ApiRoute; parameters: Record<string, string> } | undefined;

/**
 * @param port 0 = a free one
 * @throws Error when the port is taken
 */
export async function startHttpApi(port: number, logger: RuntimeLogger): Promise<HttpApi> {
  let find: Find | undefined;
  let front: Front = (request, _url, next) => next(request.headers);
  const server = createServer((request, response) => {
    answer(request, front, find)
      .catch((error: unknown) => {
        logger.warn(`The API failed on ${request.method ?? ''} ${request.url ?? ''}: ${messageOf(error)}`);
        return gatewayMessage(500, 'Internal Server Error');
      })
      .then((result) => {
        sendResponse(response, result);
      })
      .catch((error: unknown) => {
        // The client is gone, or the function answered a header that HTTP does not allow.
        logger.warn(`The API could not answer ${request.method ?? ''} ${request.url ?? ''}: ${messageOf(error)}`);
        response.destroy();
      });
  });
  const listening = await listen(server, port);
  return {
    ...listening,
    standBefore: (given) => {
      front = given;
    },
    serve: (routes) => {
      find = routeFinder(routes);
    },
  };
}

export function isSupportedRouteKey(routeKey: string): boolean {
  return routeKey === '$default' || routeKeyPattern.test(routeKey);
}

/** Chooses as API Gateway: the most specific path first, then `{proxy+}`, then `$default`. A method comes before ANY. */
function routeFinder(routes: readonly ApiRoute[]): Find {
  const exact = Router({ ignoreTrailingSlash: false, caseSensitive: true });
  const any = Router({ ignoreTrailingSlash: false, caseSensitive: true });
  const otherwise = routes.find(({ routeKey }) => routeKey === '$default');
  for (const route of routes) {
    const [, method, path] = routeKeyPattern.exec(route.routeKey) ?? [];
    if (method === undefined || path === undefined) continue;
    const pattern = path.replace(/\{(\w+)\+\}$/, '*').replace(/\{(\w+)\}/g, ':$1');
    const router = method === 'ANY' ? any : exact;
    router.on(method === 'ANY' ? 'GET' : asMethod(method), pattern, () => undefined, route);
  }
  return (method, path) => {
    const found = exact.find(asMethod(method), path) ?? any.find('GET', path);
    if (found === null) return otherwise && { route: otherwise, parameters: {} };
    // The store of every entry of the routers is a route, put there above.
    const route = found.store as ApiRoute;
    return { route, parameters: parametersOf(found.params, route) };
  };
}

// The type names the methods that find-my-way knows. It finds no route for any other method.
const asMethod = (method: string) => method as 'GET';

function parametersOf(params: Record<string, string | undefined>, { routeKey }: ApiRoute): Record<string, string> {
  const greedy = /\{(\w+)\+\}$/.exec(routeKey)?.[1] ?? '*';
  const entries = Object.entries(params).map(([name, value]) => [name === '*' ? greedy : name, value ?? ''] as const);
  return Object.fromEntries(entries);
}

async function answer(request: IncomingMessage, front: Front, find: Find | undefined): Promise<HttpResponse> {
  const url = new URL(`http://127.0.0.1${request.url ?? '/'}`);
  return await front(request, url, (headers) => byRoute({ request, url, headers }, find));
}

interface Asked {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
}

async function byRoute({ request, url, headers }: Asked, find: Find | undefined): Promise<HttpResponse> {
  if (url.pathname === '/') return welcome;
  if (find === undefined) return gatewayMessage(503, 'The runtime is starting.', { 'retry-after': '1' });
  const found = find(request.method ?? 'GET', url.pathname);
  const body = await readBody(request, bodyLimit);
  if (body === undefined) return gatewayMessage(413, 'Request Entity Too Large', { connection: 'close' });
  if (found === undefined) return gatewayMessage(404, 'Not Found');
  const { routeKey } = found.route;
  const event = toGatewayEvent(request, { url, headers, body, routeKey, parameters: found.parameters });
  return found.route.function.invoke(event).then(fromResult, failure);
}

function failure(error: unknown): HttpResponse {
  const late = error instanceof FunctionError && error.name === 'Sandbox.Timedout';
  return gatewayMessage(late ? 504 : 500, late ? 'Gateway Timeout' : 'Internal Server Error');
}

const welcome: HttpResponse = {
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `bgagent local: fleet jobs for background coding agents, on this machine.

The API is under /v1 (its description: /v1/openapi.json) and wants a token.
In a browser: bgagent dashboard
On the command line: bgagent fleet submit --help
`,
};
