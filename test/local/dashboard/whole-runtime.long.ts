/** The dashboard of a whole runtime, with the page as it is built from `web/`. */
import { startRuntime, type Runtime } from '../../../local/start-runtime.ts';
import { temporaryFolder } from '../fixture-app.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let runtime: Runtime | undefined;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await runtime?.close();
  await folder.remove();
});

const start = async (port = 0): Promise<Runtime> => (runtime = await startRuntime({ dir: folder.path, port, workers: 0 }));

async function signIn(served: Runtime): Promise<string> {
  const opened = await fetch(served.dashboardLink().dashboard_url, { redirect: 'manual' });
  return /^[^;]*/.exec(opened.headers.getSetCookie()[0] ?? '')?.[0] ?? '';
}

test('a browser that is signed in reads and changes through the real API, also after a restart, until it signs out', async () => {
  const first = await start();
  const cookie = await signIn(first);
  const ask = (path: string, { headers, ...init }: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {}) =>
    fetch(`${first.apiUrl}${path}`, { ...init, headers: { cookie, ...headers } });
  const me = await ask('/v1/me');
  expect(await me.json()).toMatchObject({ data: { user: 'local', operator: true } });
  expect((await fetch(`${first.apiUrl}/v1/me`)).status).toBe(401);
  const body = JSON.stringify({ clone_url: '/srv/app.git' });
  const onboard = (more: Record<string, string>) =>
    ask('/v1/repos/acme/app', { method: 'PUT', body, headers: { 'content-type': 'application/json', ...more } });
  expect((await onboard({})).status).toBe(403);
  expect((await onboard({ 'x-bgagent-csrf': '1', authorization: 'Bearer bad' })).status).toBe(401);
  expect((await ask('/v1/repos/acme/app')).status).toBe(404);
  expect((await onboard({ 'x-bgagent-csrf': '1' })).ok).toBe(true);
  await first.close();
  await start(Number(new URL(first.apiUrl).port));
  expect((await ask('/v1/repos/acme/app')).status).toBe(200);
  expect((await ask('/local/sign-out', { method: 'POST', headers: { 'x-bgagent-csrf': '1' } })).status).toBe(200);
  expect((await ask('/v1/me')).status).toBe(401);
});

test('the page and all that it loads at first come whole, compressed and not', async () => {
  const served = await start();
  const { apiUrl } = served;
  served.preparePage();
  const page = await (await fetch(`${apiUrl}/fleets`, { headers: { accept: 'text/html' } })).text();
  const files = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
  const names = ['/assets/main.css', '/assets/main.js', '/assets/no-eval.js'];
  expect(files.map((path) => path.replace(/-[A-Z0-9]{8}\./, '.')).sort()).toEqual(names);
  for (const path of files) {
    const plain = await (await fetch(`${apiUrl}${path}`, { headers: { 'accept-encoding': 'identity' } })).text();
    const zipped = await fetch(`${apiUrl}${path}`, { headers: { 'accept-encoding': 'gzip' } });
    expect([zipped.status, zipped.headers.get('content-encoding'), await zipped.text()]).toEqual([200, 'gzip', plain]);
    const beside = await fetch(`${apiUrl}${path}.gz`);
    expect(beside.status).toBe(404);
  }
});
