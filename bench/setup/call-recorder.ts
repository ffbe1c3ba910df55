/** A proxy between the embedded services and their callers that reports each call with its request and its answer. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Intercept } from '../../local/services/embedded-services.ts';

/** One call of an AWS service: `DynamoDB_20120810.PutItem`, `AmazonSQS.SendMessage`, … */
export interface Call {
  readonly operation: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** Sends another request to the same service; it is not reported. */
  readonly ask: (operation: string, request: object) => Promise<Record<string, unknown>>;
  /** Sends the call to the service, and returns the answer. */
  readonly pass: () => Promise<Record<string, unknown>>;
}

/** @param onCall must let the call pass once, and may do something before and after that */
export function recordCalls(onCall: (call: Call) => Promise<void>): Intercept {
  return async (_service, url) => {
    const server = createServer((request, response) => {
      forward(url, request, onCall).then(
        ({ status, headers, body }) => response.writeHead(status, headers).end(body),
        () => response.destroy(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A server that listens on TCP has an address of this type.
    const { port } = server.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${port}`,
      close: () =>
        new Promise((resolve) => {
          server.close(() => {
            resolve();
          });
          server.closeAllConnections();
        }),
    };
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

async function forward(url: string, request: IncomingMessage, onCall: (call: Call) => Promise<void>): Promise<Answer> {
  const body = await buffer(request);
  const headers = forwardedHeaders(request);
  const passed = Promise.withResolvers<Answer>();
  passed.promise.catch(() => undefined);
  await onCall({
    operation: headers['x-amz-target'] ?? '',
    request: jsonOf(body),
    ask: async (operation, asked) => {
      const answer = await post(url, { ...headers, 'x-amz-target': operation }, Buffer.from(JSON.stringify(asked)));
      return jsonOf(answer.body);
    },
    pass: async () => {
      passed.resolve(post(url + (request.url ?? '/'), headers, body));
      return jsonOf((await passed.promise).body);
    },
  });
  return passed.promise;
}

function forwardedHeaders(request: IncomingMessage): Record<string, string> {
  const hops = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'expect', 'keep-alive']);
  const entries = Object.entries(request.headers).filter(([name]) => !hops.has(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

async function post(url: string, headers: Record<string, string>, body: Buffer): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) });
  const type = response.headers.get('content-type') ?? 'application/x-amz-json-1.0';
  return { status: response.status, headers: { 'content-type': type }, body: Buffer.from(await response.arrayBuffer()) };
}

function jsonOf(body: Buffer): Record<string, unknown> {
  const value: unknown = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  // Requests and answers in the JSON protocols of AWS are objects.
  return value as Record<string, unknown>;
}
