/**
 * A proxy before the emulator, which takes all calls for it: of functions, workers, tests and the CDK. It passes them on as they are,
 * unless a scenario has set a fault for one (`PUT /_faults`; `GET /_faults` says how often each was played).
 */
import { once } from 'node:events';
import {
  Agent,
  createServer,
  request as ask,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import * as z from 'zod';
import { ArmedFault, faultSchema, type Call, type Fault } from './fault.ts';
import { functionAtPort } from './process-of-socket.ts';

export const controlPath = '/_faults';

export interface FaultProxy {
  readonly port: number;
  /** Says where the emulator listens. */
  passOnTo: (port: number) => void;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
}
interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

class Proxy {
  upstream = 0;
  port = 0;
  private armed: readonly ArmedFault[] = [];
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 512 });

  async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === controlPath) {
      await this.control(request, response);
      return;
    }
    const exchange = { request, response, body: await buffer(request) };
    const fault = this.faultFor(exchange);
    if (fault === undefined) answer(response, await this.passOn(exchange));
    else await this.play(fault, exchange);
  }

  private async control(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'PUT') {
      const faults = z.array(faultSchema).parse(JSON.parse((await buffer(request)).toString('utf8')));
      this.armed = faults.map((fault) => new ArmedFault(fault));
    }
    response.end(JSON.stringify(this.armed.map(({ played }) => played)));
  }

  private faultFor({ request, body }: Exchange): Fault | undefined {
    if (this.armed.length === 0) return undefined;
    const operation = String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    const { remotePort = 0 } = request.socket;
    const caller = () => functionAtPort(remotePort, this.port);
    const call: Call = { operation, body: body.toString('utf8'), caller };
    return this.armed.find((each) => each.takes(call))?.fault;
  }

  private async play({ does }: Fault, exchange: Exchange): Promise<void> {
    const { request, response } = exchange;
    if (does.kind === 'throttle') {
      answer(response, throttled());
    } else if (does.kind === 'late') {
      for (let time = 0; time < does.times; time += 1) setTimeout(() => void this.passOn(exchange), does.after_ms);
      answer(response, accepted());
    } else {
      const { remotePort = 0 } = request.socket;
      await this.passOn(exchange);
      const caller = functionAtPort(remotePort, this.port);
      if (caller !== undefined) process.kill(caller.pid, 'SIGKILL');
      request.socket.destroy();
    }
  }

  private async passOn({ request, body }: Exchange): Promise<Answer> {
    const { method = 'GET', url = '/', headers } = request;
    const sent = ask({ host: '127.0.0.1', port: this.upstream, agent: this.agent, method, path: url, headers: plain(headers) });
    sent.end(body);
    try {
      // The event `response` of a request that was made has one argument, the message.
      const [message] = (await once(sent, 'response')) as [IncomingMessage];
      return { status: message.statusCode ?? 502, headers: message.headers, body: await buffer(message) };
    } catch (error) {
      return { status: 502, headers: {}, body: Buffer.from(String(error)) };
    }
  }
}

/** The body is passed on whole, and connections are kept by each side for itself. */
const perConnection = ['transfer-encoding', 'expect', 'connection', 'keep-alive'];
const plain = (headers: OutgoingHttpHeaders): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !perConnection.includes(name)));

function answer(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { 'content-length': body.length, ...plain(headers) });
  response.end(body);
}

const type = 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException';
const throttled = (): Answer => ({
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': type },
  body: Buffer.from(JSON.stringify({ __type: type, message: 'The level of configured provisioned throughput was exceeded.' })),
});
const accepted = (): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: Buffer.from(JSON.stringify({ FailedEntryCount: 0, Entries: [{ EventId: 'late' }] })),
});

/** Listens on a free port until this process ends. */
export async function startFaultProxy(): Promise<FaultProxy> {
  const proxy = new Proxy();
  const server = createServer((request, response) => {
    proxy.take(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  server.keepAliveTimeout = 75_000;
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  // A server on a port has an address with a port.
  proxy.port = (server.address() as AddressInfo).port;
  return {
    port: proxy.port,
    passOnTo: (port) => {
      proxy.upstream = port;
    },
  };
}
