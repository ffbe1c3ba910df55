/** Which paths are the page, which are files of it, how they may be kept, and what happens where the page cannot be built. */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pageHeaders } from '../../../contracts/page-config.ts';
import { temporaryFolder } from '../fixture-app.ts';
import { script, serveDashboard, writePage, type Served } from './served-dashboard.ts';

let root: Awaited<ReturnType<typeof temporaryFolder>>;
let served: Served;
beforeAll(async () => {
  root = await temporaryFolder();
  await writeFile(join(root.path, 'secret.txt'), 'a file beside the page');
  served = await serveDashboard({ dir: join(root.path, 'data'), page: await writePage(join(root.path, 'page')) });
});
afterAll(async () => {
  await served.close();
  await root.remove();
});

const person = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const open = (path: string, headers: Record<string, string> = person, method = 'GET') => served.ask(path, { method, headers });

test.each(['/', '/fleets', '/fleets/01ABC?tab=log', '/inbox', '/repos/acme/app.js', '/submit', '/settings', '/no/such/screen'])(
  'a person who goes to %s gets the page, which a browser asks for each time',
  async (path) => {
    const { status, headers, text } = await open(path);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, 'text/html; charset=utf-8', 'no-cache']);
    expect(text).toContain('<title>The page</title>');
    const again = await open(path, { ...person, 'if-none-match': String(headers.etag) });
    expect([again.status, again.text, again.headers['content-security-policy']]).toEqual([
      304,
      '',
      pageHeaders['content-security-policy'],
    ]);
  },
);

test('a program gets what it got before: the welcome at the front, and nothing elsewhere', async () => {
  for (const headers of [{ accept: '*/*' }, {}, { accept: 'application/json' }]) {
    const front = await open('/', headers);
    expect([front.status, front.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    expect((await open('/fleets', headers)).status).toBe(404);
  }
  expect((await open('/', person, 'POST')).headers['content-type']).toBe('text/plain; charset=utf-8');
  expect((await open('/fleets', person, 'POST')).status).toBe(404);
});

test('a file with a hash in its name is kept for ever, and compressed where the browser reads that', async () => {
  const plain = await open('/assets/main-ABCD1234.js', { accept: '*/*' });
  expect([plain.status, plain.text, plain.headers['content-encoding']]).toEqual([200, script, undefined]);
  expect(plain.headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  for (const accepted of ['gzip, deflate, br', 'br;q=1.0, gzip;q=0.8', 'GZIP']) {
    const zipped = await open('/assets/main-ABCD1234.js', { 'accept-encoding': accepted });
    expect([zipped.text, zipped.headers['content-encoding'], zipped.headers.vary]).toEqual([
      'compressed',
      'gzip',
      'accept-encoding',
    ]);
  }
  expect((await open('/assets/main-ABCD1234.js', { 'accept-encoding': 'gzip;q=0, br' })).text).toBe(script);
  const style = await open('/assets/main-ABCD1234.css', { 'accept-encoding': 'gzip' });
  expect([style.text, style.headers['content-type']]).toEqual(['body {}', 'text/css; charset=utf-8']);
});

test('HEAD answers the same headers without a body', async () => {
  for (const path of ['/', '/assets/main-ABCD1234.js', '/config.json']) {
    const [head, get] = [await open(path, person, 'HEAD'), await open(path)];
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', get.headers['content-length']]);
  }
});

test('what is no file of the page is not found, for a person too where it would be an asset', async () => {
  for (const path of [
    '/assets/main-OLD.js',
    '/assets/',
    '/assets',
    '/favicon.ico',
    '/robots.txt',
    '/assets/main-ABCD1234.js.gz',
  ]) {
    expect([path, (await open(path, { accept: '*/*' })).status]).toEqual([path, 404]);
  }
  expect((await open('/assets/main-OLD.js')).status).toBe(404);
});

test.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
  '/..%2fsecret.txt',
  '/..%5csecret.txt',
  '//secret.txt',
  '/assets/....//....//secret.txt',
  '/%00/../secret.txt',
  '/data/key.json',
  '/../data/key.json',
])('the path %s leads to no file outside of the page', async (path) => {
  for (const accept of ['*/*', 'text/html']) {
    const { text } = await open(path, { accept });
    expect(text).not.toMatch(/beside the page|"kty"/);
  }
  expect((await open(path, { accept: '*/*' })).status).toBe(404);
});

test('every answer that a browser shows may be framed by nobody, runs no script but its own, and tells no address', async () => {
  const answers = await Promise.all([
    ...['/', '/fleets', '/assets/main-ABCD1234.js', '/assets/none.js', '/config.json', '/open?code=x', '/open'].map((path) =>
      open(path),
    ),
    served.ask(served.dashboard.link().dashboard_url.slice(`http://127.0.0.1:${served.port}`.length)),
    open('/', { ...person, host: 'evil.example' }),
    served.ask('/local/sign-out', { method: 'POST' }),
  ]);
  for (const { headers } of answers) expect(headers).toMatchObject(pageHeaders);
  expect(pageHeaders).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  expect((pageHeaders['content-security-policy'] ?? '').split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
  ]);
});

test('/config.json says how one signs in', async () => {
  const { status, text, headers } = await open('/config.json', { accept: '*/*' });
  expect([status, JSON.parse(text), headers['cache-control']]).toEqual([200, { kind: 'cookie', stage: 'local' }, 'no-store']);
});

test('a page that cannot be had says so, the log says why, the API goes on, and the next request tries again', async () => {
  const page = join(root.path, 'later');
  const without = await serveDashboard({ dir: join(root.path, 'other'), page });
  try {
    const cookie = await without.signIn();
    const { status, text } = await without.ask('/', { headers: person });
    expect([status, text]).toEqual([503, expect.stringContaining('could not be built')]);
    expect(without.warnings).toEqual([expect.stringContaining('later')]);
    expect((await without.ask('/v1/fleets', { headers: { cookie } })).status).toBe(200);
    await writePage(join(root.path, 'made'));
    await rename(join(root.path, 'made'), page);
    expect((await without.ask('/', { headers: person })).status).toBe(200);
    await rename(page, join(root.path, 'made'));
    expect((await without.ask('/', { headers: person })).status).toBe(503);
    await rename(join(root.path, 'made'), page);
    expect((await without.ask('/assets/main-ABCD1234.js')).text).toBe(script);
  } finally {
    await without.close();
  }
});
