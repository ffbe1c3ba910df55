import type { Runtime } from '../../local/start-runtime.ts';
import { temporaryFolder } from './fixture-app.ts';
import { withRuntime } from './with-runtime.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  await folder.remove();
});

const call = (runtime: Runtime, path: string, init: RequestInit = {}) =>
  fetch(`${runtime.apiUrl}/v1${path}`, {
    ...init,
    headers: { authorization: `Bearer ${runtime.token}`, 'content-type': 'application/json' },
  });

test('the synthesized app runs, takes the runtime’s token and no other, and keeps its data over a restart', async () => {
  await withRuntime(folder.path, async (runtime) => {
    expect((await call(runtime, '/health')).status).toBe(200);
    // The bundle of the function makes the document itself.
    expect(await (await fetch(`${runtime.apiUrl}/v1/openapi.json`)).json()).toMatchObject({ openapi: '3.1.0' });
    expect((await fetch(`${runtime.apiUrl}/v1/repos`)).status).toBe(401);
    const body = JSON.stringify({ clone_url: '/srv/git/pay.git' });
    expect((await call(runtime, '/repos/acme/pay', { method: 'PUT', body })).status).toBe(200);
  });
  const repos = await withRuntime(folder.path, async (runtime) => (await call(runtime, '/repos')).json());
  expect(repos).toMatchObject({ data: [{ repo: 'acme/pay', clone_url: '/srv/git/pay.git' }] });
});
