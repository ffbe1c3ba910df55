import { execFile, spawnSync } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { startFixture, waitFor, type FixtureRuntime } from '../fixture-runtime.ts';
import { changeOf, send, services, signedAs, type Attempt } from '../intruder.ts';
import { eventsTold, whatHappened } from '../what-happened.ts';

let app: FixtureRuntime;
beforeAll(async () => {
  app = await startFixture();
});
afterAll(async () => {
  await app.close();
});

const happened = (name: string) => whatHappened(app, name);
const own = () => app.runtime.credentials.accessKeyId;
const portOf = (endpoint: string) => new URL(endpoint).port;

const refused: [string, (endpoint: string) => Attempt][] = [
  ['no credentials', () => ({})],
  ['the credentials that were a constant once', () => ({ headers: signedAs('local') })],
  ['credentials of another start', () => ({ headers: signedAs('0'.repeat(64)) })],
  ['credentials that are too short', () => ({ headers: signedAs(own().slice(0, -1)) })],
  ['credentials that are too long', () => ({ headers: signedAs(`${own()}0`) })],
  ['credentials in another scheme', () => ({ headers: { authorization: `Bearer ${own()}` } })],
  ['the API’s token', () => ({ headers: { authorization: `Bearer ${app.runtime.token}` } })],
  [
    'credentials in the URL',
    () => ({ path: `/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${own()}%2F20260101%2Fus-east-1%2Fany%2Faws4_request` }),
  ],
  ['an Origin', () => ({ headers: { ...signedAs(own()), origin: 'http://localhost:8097' } })],
  ['the Origin null', () => ({ headers: { ...signedAs(own()), origin: 'null' } })],
  ['a name that leads here', (url) => ({ headers: { ...signedAs(own()), host: `rebound.example:${portOf(url)}` } })],
  ['the name localhost', (url) => ({ headers: { ...signedAs(own()), host: `localhost:${portOf(url)}` } })],
  ['a Host without the port', () => ({ headers: { ...signedAs(own()), host: '127.0.0.1' } })],
  ['OPTIONS', () => ({ method: 'OPTIONS', headers: signedAs(own()) })],
  ['GET', () => ({ method: 'GET', headers: signedAs(own()) })],
  ['PUT', () => ({ method: 'PUT', headers: signedAs(own()) })],
];

test.each(refused)('with %s every service refuses, and nothing has changed', async (_name, attempt) => {
  for (const service of services) {
    const endpoint = app.runtime.endpoints[service];
    const change = changeOf(service, app.runtime.endpoints, 'intruder');
    const { headers = {}, ...rest } = attempt(endpoint);
    const answer = await send(endpoint, { ...change, ...rest, headers: { ...change.headers, ...headers } });
    expect([service, answer.status]).toEqual([service, 403]);
    expect(answer.text).toContain('This is a service inside of \\"bgagent local\\"');
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  }
  expect(await happened('intruder')).toEqual([]);
});

test('with the credentials, the same requests take effect', async () => {
  for (const service of services) {
    const endpoint = app.runtime.endpoints[service];
    const change = changeOf(service, app.runtime.endpoints, 'insider');
    const answer = await send(endpoint, { ...change, headers: { ...change.headers, ...signedAs(own()) } });
    expect([service, answer.status]).toEqual([service, 200]);
  }
  // The bus tells its function of the event after it has answered.
  await waitFor(
    () => eventsTold(app),
    (kinds) => kinds.length > 0,
  );
  expect(await happened('insider')).toEqual(['item', 'message insider', 'execution', 'event']);
  // An event of an intruder would have come first.
  expect(await eventsTold(app)).toEqual(['insider']);
});

test.each([
  ['GET', '/health', {}],
  ['GET', '/_fauxqs/queues', {}],
  ['PUT', '/a-bucket', {}],
  ['POST', '/', { 'content-type': 'application/x-www-form-urlencoded' }],
])('what else the queue engine serves is closed too: %s %s', async (method, path, headers) => {
  const body = method === 'POST' ? 'Action=CreateTopic&Name=a-topic' : '';
  expect((await send(app.runtime.endpoints.sqs, { method, path, headers, body })).status).toBe(403);
});

test('a request is refused before its body has come', async () => {
  for (const service of services) {
    const { port, host } = new URL(app.runtime.endpoints[service]);
    const socket = createConnection(Number(port), '127.0.0.1');
    socket.write(`POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000000\r\n\r\n{`);
    // It ends with the connection: the rest of the body is not wanted.
    expect(await text(socket)).toContain('HTTP/1.1 403');
  }
});

test('the API lets no page read its answers', async () => {
  for (const path of ['/', '/v1/context', '/elsewhere']) {
    for (const method of ['GET', 'OPTIONS']) {
      const headers = { origin: 'http://localhost:8097', 'access-control-request-method': 'POST' };
      const answer = await send(app.runtime.apiUrl, { method, path, headers });
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  }
});

const nobody = { uid: 65_534, gid: 65_534 };
/** Whether this process may start a process of another user, and that user may run this Node.js. */
const canBeNobody = process.getuid?.() === 0 && spawnSync(process.execPath, ['-v'], { ...nobody, cwd: '/' }).status === 0;
if (!canBeNobody) {
  process.stderr.write(
    'SKIPPED another user of this machine: only root may try as one, with a Node.js that the other may run.\n',
  );
}

/** Sends each change as it is, and with the credentials that were a constant once; tries to read the files. */
const asNobody = `
  const { changes, files } = JSON.parse(process.argv[1]);
  const statuses = await Promise.all(changes.flatMap(({ url, headers, body, signed }) =>
    [headers, { ...headers, ...signed }].map(async (headers) => (await fetch(url, { method: 'POST', headers, body })).status)));
  const { readFileSync } = await import('node:fs');
  const errors = files.map((file) => { try { readFileSync(file); return 'read'; } catch (error) { return error.code; } });
  console.log(JSON.stringify({ user: process.getuid(), statuses, errors }));`;

(canBeNobody ? test : test.skip)('another user of this machine changes nothing and cannot read the credentials', async () => {
  const { endpoints, dir } = app.runtime;
  const changes = services.map((service) => {
    const { headers, body } = changeOf(service, endpoints, 'nobody');
    return { url: endpoints[service], headers, body, signed: signedAs('local') };
  });
  // The files are closed even when the folder is open.
  await chmod(dir, 0o755);
  const argument = JSON.stringify({ changes, files: [`${dir}/runtime.json`, `${dir}/key.json`] });
  const args = ['--input-type=module', '-e', asNobody, argument];
  const { stdout } = await promisify(execFile)(process.execPath, args, { ...nobody, cwd: '/', env: {} });
  await chmod(dir, 0o700);
  expect(JSON.parse(stdout)).toEqual({
    user: 65_534,
    statuses: Array(2 * services.length).fill(403),
    errors: ['EACCES', 'EACCES'],
  });
  expect(await happened('nobody')).toEqual([]);
});
