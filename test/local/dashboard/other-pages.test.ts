/** What other pages of the browser, and other servers of the machine, cannot do with the cookie of the dashboard. */
import { join } from 'node:path';
import { temporaryFolder } from '../fixture-app.ts';
import { serveDashboard, writePage, type Served } from './served-dashboard.ts';

let root: Awaited<ReturnType<typeof temporaryFolder>>;
let served: Served;
let cookie: string;
beforeAll(async () => {
  root = await temporaryFolder();
  served = await serveDashboard({ dir: join(root.path, 'data'), page: await writePage(join(root.path, 'page')) });
  cookie = await served.signIn();
});
afterAll(async () => {
  await served.close();
  await root.remove();
});
beforeEach(() => {
  served.seen.length = 0;
});

const csrf = { 'x-bgagent-csrf': '1' };
const reading = (headers: Record<string, string>) => served.ask('/v1/fleets', { headers: { cookie, ...headers } });
const changing = (headers: Record<string, string>, method = 'POST') =>
  served.ask('/v1/fleets/x/commands', { method, headers: { cookie, ...headers }, body: '{}' });

test('the page itself reads and changes with the token of the runtime, which it never sees', async () => {
  const origin = `http://127.0.0.1:${served.port}`;
  expect((await reading({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  expect((await changing({ ...csrf, origin, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  expect(served.seen.map(({ headers }) => headers['authorization'])).toEqual(Array(2).fill(`Bearer ${served.token}`));
});

test('the name localhost is the runtime’s as well', async () => {
  const host = `LocalHost:${served.port}`;
  expect((await changing({ ...csrf, host, origin: `http://localhost:${served.port}` })).status).toBe(200);
  expect((await changing({ ...csrf, host, origin: `http://127.0.0.1:${served.port}` })).status).toBe(403);
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
  'a %s with the cookie alone, as a form sends it, changes nothing',
  async (method) => {
    const { status, text } = await changing({}, method);
    expect([status, text]).toEqual([403, expect.stringMatching(/^\{"error":\{"code":"FORBIDDEN","message":".*x-bgagent-csrf/)]);
    expect((await changing({ 'x-bgagent-csrf': '0' }, method)).status).toBe(403);
    expect(served.seen).toEqual([]);
  },
);

test.each(['http://evil.example', 'null', 'http://localhost:1', 'https://127.0.0.1', 'http://127.0.0.1'])(
  'a request from %s is refused, with the header too',
  async (origin) => {
    expect((await changing({ ...csrf, origin })).status).toBe(403);
    expect((await reading({ origin })).status).toBe(403);
    expect(served.seen).toEqual([]);
  },
);

test('a page of another port of this machine is foreign, although the browser calls it the same site', async () => {
  for (const site of ['same-site', 'cross-site']) {
    expect((await reading({ 'sec-fetch-site': site })).status).toBe(403);
    expect((await changing({ ...csrf, 'sec-fetch-site': site })).status).toBe(403);
  }
  expect(served.seen).toEqual([]);
  // A person who types the address.
  expect((await reading({ 'sec-fetch-site': 'none' })).status).toBe(200);
});

test('under another name, which may lead here by DNS, nobody is signed in, and there is no page and no link', async () => {
  const code = served.dashboard.link().dashboard_url.split('/open')[1] ?? '';
  for (const host of [
    'evil.example',
    `evil.example:${served.port}`,
    '127.0.0.1',
    `127.0.0.1:1`,
    `localhost.evil.example:${served.port}`,
  ]) {
    expect((await reading({ host })).status).toBe(421);
    const asked = ['/', '/fleets', '/config.json', '/assets/main-ABCD1234.js', `/open${code}`];
    const answers = await Promise.all(asked.map((path) => served.ask(path, { headers: { host, accept: 'text/html' } })));
    expect(answers.map(({ status, headers }) => [status, headers['set-cookie']])).toEqual(asked.map(() => [421, undefined]));
  }
  expect(served.seen).toEqual([]);
  expect((await served.ask(`/open${code}`)).status).toBe(303);
});

test('a caller with a token goes on as before, under any name and from anywhere', async () => {
  const headers = {
    authorization: 'Bearer mine',
    host: 'gateway.internal',
    origin: 'http://evil.example',
    'sec-fetch-site': 'cross-site',
  };
  const { status } = await served.ask('/v1/fleets', { method: 'POST', headers, body: '{}' });
  expect([status, served.seen.map(({ headers: seen }) => seen['authorization'])]).toEqual([200, ['Bearer mine']]);
});

test('a bad token stays bad beside a good cookie, and so does an empty one', async () => {
  await reading({ authorization: 'Bearer bad' });
  await reading({ authorization: '' });
  expect(served.seen.map(({ headers }) => headers['authorization'])).toEqual(['Bearer bad', '']);
});

test('without a token and without a cookie a request reaches the API as it is', async () => {
  await served.ask('/v1/fleets', { headers: { cookie: 'theme=dark', host: 'elsewhere' } });
  expect(served.seen).toMatchObject([{ cookies: ['theme=dark'] }]);
  expect(served.seen[0]?.headers).not.toHaveProperty('authorization');
});

test('functions see no cookie of a dashboard, neither this one nor that of another port', async () => {
  await served.ask('/v1/fleets', { headers: { cookie: `a=1; ${cookie}; bgagent-1=abc; b=2; bgagent=3` } });
  await served.ask('/v1/fleets', { headers: { cookie, authorization: 'Bearer mine' } });
  expect(served.seen.map(({ cookies }) => cookies)).toEqual([['a=1', 'b=2', 'bgagent=3'], undefined]);
  expect(JSON.stringify(served.seen)).not.toContain(cookie.split('=')[1]);
});

test('the token is in no answer', async () => {
  const person = { accept: 'text/html', cookie };
  const asked = [
    '/',
    '/fleets',
    '/config.json',
    '/assets/main-ABCD1234.js',
    '/v1/fleets',
    '/open?code=x',
    '/open',
    '/nothing.js',
    '/local/codes',
  ];
  const answers = await Promise.all([
    ...asked.map((path) => served.ask(path, { headers: person })),
    ...['/local/codes/redeem', '/local/sign-out', '/local/codes', '/v1/fleets'].map((path) =>
      served.ask(path, {
        method: 'POST',
        headers: { ...csrf, cookie },
        body: JSON.stringify({ code: served.dashboard.link().dashboard_url }),
      }),
    ),
    served.ask(served.dashboard.link().dashboard_url.slice(`http://127.0.0.1:${served.port}`.length)),
  ]);
  const all = answers.map(({ headers, text }) => JSON.stringify(headers) + text).join('\n');
  for (const part of [served.token, served.token.split('.')[1] ?? '-', 'eyJ']) expect(all).not.toContain(part);
  expect(served.warnings).toEqual([]);
  cookie = await served.signIn();
});
