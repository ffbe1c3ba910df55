/** The proxy of the sandbox over a listening socket of this machine. In a sandbox the socket is made in another namespace. */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server as HttpServer } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { isPublicAddress } from '../../../../adapters/webhook/public-address.ts';
import { readAllowedHost } from '../../../../contracts/allowed-host.ts';
import type { HostAndPort, HostRules } from '../../../../worker/sandbox/walls/host-rules.ts';
import { createProxy, type Proxy } from '../../../../worker/sandbox/walls/proxy.ts';
import { connectTo } from '../../../../worker/sandbox/walls/way-out.ts';

const portOf = (server: Server | HttpServer): number => (server.address() as AddressInfo).port; // It listens on a port of TCP.

async function listening<S extends Server | HttpServer>(server: S): Promise<S> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

let web: HttpServer;
let entrance: Server;
let proxy: Proxy;
const seen: IncomingMessage[] = [];
const refused: [host: string, sentence: string][] = [];

beforeAll(async () => {
  web = await listening(
    createServer((asked, answer) => {
      seen.push(asked);
      void text(asked).then((body) => {
        answer.writeHead(201, { 'x-mine': 'kept', 'keep-alive': 'timeout=5' }).end(`${asked.url ?? ''} ${body}`);
      });
    }),
  );
});
beforeEach(async () => {
  entrance = await listening(createTcpServer());
  proxy = createProxy(entrance);
  seen.length = 0;
  refused.length = 0;
});
afterEach(() => {
  proxy.close();
});
afterAll(() => {
  web.closeAllConnections();
  web.close();
});

function admit(network: HostRules['network'], entries: readonly string[] = [], models: readonly HostAndPort[] = []): void {
  const allowed = entries.map(readAllowedHost).flatMap((read) => (read.ok ? [read.host] : []));
  const rules = { network, allowed, models, closedPorts: () => new Set([1]), isPublic: isPublicAddress };
  proxy.admit({ rules, onRefused: (host, sentence) => refused.push([host, sentence]) });
}

/** A request with the whole URL, as programs send it to a proxy. */
async function ask(url: string, given: { method?: string; body?: string; headers?: Record<string, string> } = {}) {
  const { method = 'GET', body, headers } = given;
  const asked = request({ host: '127.0.0.1', port: portOf(entrance), path: url, method, headers, agent: false });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]; // The event has one value.
  return { status: answer.statusCode, reason: answer.statusMessage, headers: answer.headers, body: await text(answer) };
}

/** All bytes that come back. */
async function say(bytes: string): Promise<string> {
  const socket = connect(portOf(entrance), '127.0.0.1');
  socket.write(bytes);
  return await text(socket);
}

async function tunnelTo(authority: string): Promise<{ socket: Socket; status: string }> {
  const socket = connect(portOf(entrance), '127.0.0.1');
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  const [first] = (await once(socket, 'data')) as [Buffer]; // The event has one value.
  return { socket, status: first.toString().split('\r\n', 1).join('') };
}

test('a request with a URL is handed on, and its answer handed back', async () => {
  const host = `127.0.0.1:${portOf(web)}`;
  admit('list', [host]);
  const headers = {
    'x-own': 'a',
    'proxy-authorization': 'Basic x',
    connection: 'x-private',
    'x-private': 'b',
    host: 'other.example',
  };
  const answer = await ask(`http://${host}/a?b=1`, { method: 'POST', body: 'hello', headers });
  expect(answer).toMatchObject({ status: 201, body: '/a?b=1 hello', headers: { 'x-mine': 'kept' } });
  expect(seen[0]?.headers).toMatchObject({ host, 'x-own': 'a' });
  expect(Object.keys(seen[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(['x-private']));
  expect(Object.keys(seen[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(['proxy-authorization']));
});

test('CONNECT makes a way for bytes in both directions', async () => {
  const host = `127.0.0.1:${portOf(web)}`;
  admit('list', [host]);
  const { socket, status } = await tunnelTo(host);
  expect(status).toBe('HTTP/1.1 200 Connection established');
  socket.end('GET /inside HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect(await text(socket)).toContain('/inside');
});

test('a name is judged by the addresses that it leads to', async () => {
  admit('list', ['localhost']);
  const answer = await ask(`http://localhost:${portOf(web)}/`);
  expect(answer.status).toBe(403);
  expect(answer.body).toMatch(/leads to (?:127\.0\.0\.1|::1), an address of this machine/);
  expect(seen).toEqual([]);
  admit('list', ['localhost', '127.0.0.1']);
  expect((await ask(`http://localhost:${portOf(web)}/`)).status).toBe(201);
});

test.each([
  ...['127.0.0.1', '2130706433', '0x7f.1', '0X7F000001', '0177.0.0.1', '017700000001', '127.1', '127.0.0.1.', '%31%32%37.0.0.1'],
  ...[
    '[::ffff:127.0.0.1]',
    '[0:0:0:0:0:ffff:7f00:1]',
    '0.0.0.0',
    '0',
    'localhost',
    'LocalHost.',
    '%E2%93%9Bocalhost',
    '%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1',
    '[::1]',
    '[::]',
  ],
])('no spelling of a loopback address is a way around: %s', async (host) => {
  admit('on');
  const port = portOf(web);
  const answer = await ask(`http://${host}:${port}/`);
  expect([answer.status, answer.reason]).toEqual([403, expect.stringContaining('Refused by the sandbox: ')]);
  const { status } = await tunnelTo(`${host}:${port}`);
  expect(status).toMatch(/^HTTP\/1\.1 403 Refused by the sandbox/);
  expect(seen).toEqual([]);
});

test('a refusal says why to the program, and to the people of the task', async () => {
  admit('list', ['acme.io']);
  const answer = await ask('http://other.example:8080/');
  expect(answer).toMatchObject({
    status: 403,
    reason: 'Refused by the sandbox: other.example:8080 is not in allow_hosts',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
  const sentence =
    'The sandbox lets no connection out to that host: other.example:8080 is not in allow_hosts. Add other.example to allow_hosts in worker.yaml.';
  expect(answer.body).toBe(`${sentence}\n`);
  expect(refused).toEqual([['other.example:8080', sentence]]);
});

test('with off only the model of the agent is reached', async () => {
  const port = portOf(web);
  admit('off', [], [{ host: '127.0.0.1', port }]);
  expect((await ask(`http://127.0.0.1:${port}/`)).status).toBe(201);
  expect((await ask('http://127.0.0.1:1/')).status).toBe(403);
  expect((await ask('http://acme.io/')).status).toBe(403);
});

test('a host that is not there is no refusal', async () => {
  const gone = await listening(createTcpServer());
  const port = portOf(gone);
  gone.close();
  admit('list', [`127.0.0.1:${port}`, 'no-such-host.invalid']);
  expect(await ask(`http://127.0.0.1:${port}/`)).toMatchObject({
    status: 502,
    body: `127.0.0.1:${port} was not reached: ECONNREFUSED.\n`,
  });
  expect((await tunnelTo(`127.0.0.1:${port}`)).status).toBe('HTTP/1.1 502 Host not reached');
  expect(await ask('http://no-such-host.invalid/')).toMatchObject({ status: 502, reason: 'Host not found' });
  expect(refused).toEqual([]);
});

test.each([
  ['a reason with control characters', 'HTTP/1.1 200 \x01\r\nContent-Length: 0\r\n\r\n'],
  ['a status that is none', 'HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n'],
  ['another protocol', 'HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'],
  ['headers that are none', 'HTTP/1.1 200 OK\r\nA: \x01\r\n\r\n'],
  ['nothing', ''],
])('a server that answers with %s ends its own request alone', async (_what, bytes) => {
  const odd = await listening(createTcpServer((socket) => socket.once('data', () => socket.end(bytes))));
  admit('list', [`127.0.0.1:${portOf(odd)}`, `127.0.0.1:${portOf(web)}`]);
  expect(await ask(`http://127.0.0.1:${portOf(odd)}/`)).toMatchObject({ status: 502, reason: 'Host not reached' });
  expect((await ask(`http://127.0.0.1:${portOf(web)}/`)).status).toBe(201);
  odd.close();
});

test('programs that end their connections while a way is made for them end nothing else', async () => {
  const host = `127.0.0.1:${portOf(web)}`;
  admit('list', [host]);
  const sockets = Array.from({ length: 40 }, (_, index) => {
    const socket = connect(portOf(entrance), '127.0.0.1');
    const line = index % 2 === 0 ? `CONNECT ${host}` : `GET http://${host}/`;
    socket.write(`${line} HTTP/1.1\r\nHost: x\r\n\r\n`, () => setTimeout(() => socket.resetAndDestroy(), index % 5));
    return once(socket, 'close');
  });
  await Promise.all(sockets);
  expect((await ask(`http://${host}/`)).status).toBe(201);
});

test('a redirect is handed back, and where it leads is judged like any other host', async () => {
  const there = 'http://169.254.169.254/latest/';
  const bytes = `HTTP/1.1 302 Found\r\nLocation: ${there}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
  const redirecting = await listening(createTcpServer((socket) => socket.once('data', () => socket.end(bytes))));
  admit('list', [`127.0.0.1:${portOf(redirecting)}`, '169.254.169.253']);
  expect(await ask(`http://127.0.0.1:${portOf(redirecting)}/`)).toMatchObject({ status: 302, headers: { location: there } });
  expect((await ask(there)).status).toBe(403);
  redirecting.close();
});

test('a connection is made to an address that was judged, wherever its name leads by then', async () => {
  const addresses = [{ address: '127.0.0.1', family: 4 }];
  const socket = connectTo({ kind: 'open', to: { host: 'no-such-host.invalid', port: portOf(web) }, addresses });
  await once(socket, 'connect');
  expect(socket.remoteAddress).toBe('127.0.0.1');
  socket.destroy();
});

test('a connection takes a bounded number of requests', async () => {
  const host = `127.0.0.1:${portOf(web)}`;
  admit('list', [host]);
  const requests = Array.from(
    { length: 150 },
    (_, index) => `GET http://${host}/ HTTP/1.1\r\nHost: x\r\n${index === 149 ? 'Connection: close\r\n' : ''}\r\n`,
  );
  const statuses = (await say(requests.join(''))).match(/^HTTP\/1\.1 \d+/gm);
  expect(statuses?.slice(0, 100)).toEqual(Array<string>(100).fill('HTTP/1.1 201'));
  expect(new Set(statuses?.slice(100))).toEqual(new Set(['HTTP/1.1 503']));
});

test.each(['/', 'https://acme.io/', 'ftp://acme.io/', 'http://'])('%j is no request for a proxy', async (url) => {
  admit('on');
  expect(await ask(url)).toMatchObject({ status: 400, reason: 'This is a proxy' });
});

test.each(['acme.io', 'acme.io:0', 'acme.io:65536', 'a/b:1', 'me@acme.io:443'])('CONNECT to %j is refused', async (authority) => {
  admit('on');
  expect((await tunnelTo(authority)).status).toBe('HTTP/1.1 400 This is a proxy');
});

test('garbage and headers without end are answered and end the connection', async () => {
  admit('on');
  expect(await say('\x16\x03\x01 hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await say(`GET http://acme.io/ HTTP/1.1\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 4\d\d /);
});

test('without a command nothing is reached, and the connections of the last one are ended', async () => {
  const host = `127.0.0.1:${portOf(web)}`;
  expect(await ask(`http://${host}/`)).toMatchObject({ status: 503 });
  admit('list', [host]);
  const { socket, status } = await tunnelTo(host);
  expect(status).toContain('200');
  const ended = once(socket, 'close');
  proxy.dismiss();
  await ended;
  expect(await ask(`http://${host}/`)).toMatchObject({ status: 503 });
});

test('a command has a bound of connections', async () => {
  admit('on');
  const sockets = Array.from({ length: 300 }, () => connect(portOf(entrance), '127.0.0.1'));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const dropped = sockets.map((socket) => once(socket, 'close').catch(() => undefined));
  // 256 stay, and 44 are ended at once.
  await Promise.race([Promise.all(dropped), Promise.all(dropped.slice(-10))]);
  expect(sockets.filter(({ destroyed }) => !destroyed).length).toBeLessThanOrEqual(256);
  for (const socket of sockets) socket.destroy();
});
