/**
 * The only way out of the sandbox: an HTTP proxy in the worker, which listens inside of the sandbox's network namespace. It looks names up
 * itself, and connects to what the rules of the running command allow (host-rules.ts).
 * Invariant: while no command runs in the namespace, it connects to nothing.
 */
import { createServer, request as send, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import { pipeline, type Duplex, type Readable, type Writable } from 'node:stream';
import pLimit from 'p-limit';
import { plainHost } from '../../../contracts/allowed-host.ts';
import { written, type HostAndPort, type HostRules } from './host-rules.ts';
import { connectTo, findWayOut, pinnedTo, type OpenWay, type WayOut } from './way-out.ts';

/** The command that runs in the namespace. */
export interface Guest {
  readonly rules: HostRules;
  /** Tells the people of the task that a host was refused. @param host with its port */
  readonly onRefused: (host: string, sentence: string) => void;
}

export interface Proxy {
  /** Follows the rules of this command from now on. */
  admit(guest: Guest): void;
  /** Ends all connections: the command has ended. */
  dismiss(): void;
  /** Listens no more. */
  close(): void;
}

/** Connections of a command at a time. */
const mostConnections = 256;
/** A model may think for minutes before it answers. */
const idleMs = 15 * 60_000;
const headersMs = 60_000;
/** Bytes. */
const largestHeaders = 32 * 1024;
/** A program may send requests without waiting for answers, and each is kept until its turn. More than these come on a new connection. */
const mostRequests = 100;

/** @param listener listens inside of the namespace */
export function createProxy(listener: Server): Proxy {
  let guest: Guest | undefined;
  let oneByOne = pLimit(1);
  const wayTo = (to: HostAndPort | undefined): Promise<OpenWay | Answer> =>
    wayFor(guest, to, (rules, asked) => findWayOut(rules, asked, oneByOne));
  const clients = new Set<Socket>();
  const server = createServer({ maxHeaderSize: largestHeaders, headersTimeout: headersMs, requestTimeout: 0 });
  server.maxConnections = mostConnections;
  server.maxRequestsPerSocket = mostRequests;
  server.timeout = idleMs;
  server.on('connection', (client) => {
    clients.add(client);
    client.once('close', () => clients.delete(client));
    client.on('error', () => client.destroy());
  });
  server.on('request', (request, response) => {
    forward(wayTo, request, response).catch(() => response.destroy());
  });
  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    tunnel(wayTo, { request, client, head }).catch(() => client.destroy());
  });
  server.on('clientError', (_error, client: Duplex) => {
    if (client.writable) client.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else client.destroy();
  });
  server.listen(listener);
  server.unref();
  return {
    admit(next) {
      guest = next;
    },
    dismiss() {
      guest = undefined;
      // The next command does not wait for the lookups of this one.
      oneByOne.clearQueue();
      oneByOne = pLimit(1);
      for (const client of clients) client.destroy();
    },
    close() {
      server.close();
      for (const client of clients) client.destroy();
    },
  };
}

interface Answer {
  readonly status: 400 | 403 | 502 | 503;
  /** Shown by programs that show the status line only. One line of ASCII. */
  readonly reason: string;
  readonly text: string;
}

type WayTo = (to: HostAndPort | undefined) => Promise<OpenWay | Answer>;

interface Asked {
  readonly request: IncomingMessage;
  readonly client: Duplex;
  /** The first bytes for the other side. */
  readonly head: Buffer;
}

/** CONNECT: bytes in both directions, which the proxy does not read. */
async function tunnel(wayTo: WayTo, { request, client, head }: Asked): Promise<void> {
  const way = await wayTo(ofAuthority(request.url ?? ''));
  if (client.destroyed) return;
  if ('status' in way) {
    client.end(asText(way));
    return;
  }
  const other = connectTo(way);
  other.setTimeout(idleMs, () => other.destroy());
  const failed = (error: Error): void => {
    if (client.writable) client.end(asText(unreachable(way.to, error)));
  };
  const gone = (): void => void other.destroy();
  other.once('error', failed);
  client.once('close', gone);
  other.once('connect', () => {
    other.off('error', failed);
    other.on('error', ignore);
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) other.write(head);
    join(client, other);
    join(other, client);
  });
}

/** A request with a whole URL, which is not encrypted. */
async function forward(wayTo: WayTo, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? '';
  const way = await wayTo(ofUrl(url));
  if (request.socket.destroyed) return;
  if ('status' in way) {
    refuse(response, way);
    return;
  }
  const { pathname, search, host } = new URL(url);
  const other = send({
    host: way.to.host,
    port: way.to.port,
    lookup: pinnedTo(way.addresses),
    method: request.method,
    path: `${pathname}${search}`,
    headers: { ...endToEnd(request.headers), host },
    agent: false,
    timeout: idleMs,
  });
  other.on('timeout', () => other.destroy());
  other.on('error', (error) => {
    if (response.headersSent) response.destroy();
    else refuse(response, unreachable(way.to, error));
  });
  other.on('response', (answer) => {
    if (!begin(response, answer)) other.destroy(new Error('its answer is not HTTP'));
    else join(answer, response);
  });
  // Also where the other side ends without an answer, or goes over to another protocol, which it was not asked for.
  other.once('close', () => {
    if (!response.headersSent) refuse(response, unreachable(way.to, new Error('it gave no answer')));
  });
  response.once('close', () => other.destroy());
  join(request, other);
}

/** One of both may be gone already: that a client ended its connection is only noticed when it is written to. */
function join(from: Readable, to: Writable): void {
  try {
    pipeline(from, to, ignore);
  } catch {
    from.destroy();
    to.destroy();
  }
}

/** False for a status or a reason that no server may send: an answer may hold any bytes. */
function begin(response: ServerResponse, { statusCode = 502, statusMessage, headers }: IncomingMessage): boolean {
  try {
    response.writeHead(statusCode, statusMessage, endToEnd(headers));
    return true;
  } catch {
    return false;
  }
}

const ignore = (): void => undefined;

async function wayFor(
  guest: Guest | undefined,
  to: HostAndPort | undefined,
  find: (rules: HostRules, to: HostAndPort) => Promise<WayOut>,
): Promise<OpenWay | Answer> {
  if (to === undefined) return malformed;
  if (guest === undefined) return { status: 503, reason: 'No command runs', text: 'No command runs in this sandbox.' };
  const way = await find(guest.rules, to);
  if (way.kind === 'open') return way;
  if (way.kind === 'unknown') return { status: 502, reason: 'Host not found', text: `${way.why}.` };
  const text = `The sandbox lets no connection out to that host: ${way.why}. ${way.help}`;
  guest.onRefused(written(to), text);
  return { status: 403, reason: `Refused by the sandbox: ${way.why}`, text };
}

const malformed: Answer = {
  status: 400,
  reason: 'This is a proxy',
  text: 'This is the proxy of the sandbox. It takes CONNECT host:port, and requests for http:// URLs.',
};

const unreachable = (to: HostAndPort, error: Error): Answer => ({
  status: 502,
  reason: 'Host not reached',
  text: `${written(to)} was not reached: ${'code' in error ? String(error.code) : error.message}.`,
});

function refuse(response: ServerResponse, { status, reason, text }: Answer): void {
  response.writeHead(status, reason, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${text}\n`);
}

function asText({ status, reason, text }: Answer): string {
  const body = `${text}\n`;
  const headers = ['Content-Type: text/plain; charset=utf-8', `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close'];
  return [`HTTP/1.1 ${status} ${reason}`, ...headers, '', body].join('\r\n');
}

/** `host:port` of CONNECT. */
function ofAuthority(text: string): HostAndPort | undefined {
  const [, given = '', digits = ''] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  const host = plainHost(given);
  const port = Number(digits);
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

function ofUrl(text: string): HostAndPort | undefined {
  if (!/^http:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const { hostname, port } = new URL(text);
  const host = plainHost(hostname);
  return host === undefined ? undefined : { host, port: port === '' ? 80 : Number(port) };
}

/** Headers between two neighbours, which a proxy does not hand on. */
const ofNeighbours: readonly string[] = [
  'connection',
  'proxy-connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofNeighbours.includes(name) && !named.includes(name)));
}
