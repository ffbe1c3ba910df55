/** The link that `bgagent dashboard` prints, and opens. */
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathOf, serveDashboard, writePage, type Served } from '../local/dashboard/served-dashboard.ts';
import { temporaryFolder } from '../local/fixture-app.ts';
import { cliForEachTest } from './cli-against-server.ts';

const cli = cliForEachTest();
let root: Awaited<ReturnType<typeof temporaryFolder>>;
let served: Served;
beforeAll(async () => {
  root = await temporaryFolder();
  served = await serveDashboard({ dir: join(root.path, 'data'), page: await writePage(join(root.path, 'page')) });
});
afterAll(async () => {
  await served.close();
  await root.remove();
});

const here = () => ({ BGAGENT_API_URL: `http://127.0.0.1:${served.port}`, BGAGENT_TOKEN: served.token });

test('a fresh link is printed, as it is or as JSON, and opens the dashboard once', async () => {
  const text = await cli().runAlone(['dashboard'], { env: here() });
  const json = await cli().runAlone(['dashboard', '--json'], { env: here() });
  expect([text.code, text.stderr, json.code, json.stderr]).toEqual([0, '', 0, '']);
  const link = JSON.parse(json.stdout) as { dashboard_url: string; expires_at: string };
  expect(Object.keys(link)).toEqual(['dashboard_url', 'expires_at']);
  for (const url of [text.stdout.trim(), link.dashboard_url]) {
    expect([(await served.ask(pathOf(url))).status, (await served.ask(pathOf(url))).status]).toEqual([303, 403]);
  }
});

test('--debug shows the request, and neither the token nor the code', async () => {
  const { stdout, stderr } = await cli().runAlone(['dashboard', '--debug'], { env: here() });
  expect(stderr).toContain(`> POST http://127.0.0.1:${served.port}/local/codes`);
  expect(stderr).not.toContain(served.token);
  expect(stderr).not.toContain(stdout.trim().split('code=')[1] ?? '-');
});

test('--open gives the browser a file that only its owner reads, so that no list of processes has the link', async () => {
  const programs = join(root.path, 'programs');
  const told = join(root.path, 'told');
  await mkdir(programs);
  for (const name of ['xdg-open', 'open']) {
    await writeFile(join(programs, name), `#!/bin/sh\nprintf '%s' "$*" > '${told}.new' && mv '${told}.new' '${told}'\n`);
    await chmod(join(programs, name), 0o755);
  }
  const env = { ...here(), DISPLAY: ':1', PATH: `${programs}${delimiter}${process.env['PATH'] ?? ''}` };
  const { code, stdout, stderr } = await cli().runAlone(['dashboard', '--open'], { env });
  expect([code, stderr]).toEqual([0, '']);
  let given: string | undefined;
  while (given === undefined) {
    given = await readFile(told, 'utf8').catch(() => undefined);
    await pause(20);
  }
  const file = cli().path('dashboard-link.html');
  expect(given).toBe(`file://${file}`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).toContain(`url=${stdout.trim()}"`);
});

test('--open where there is no browser says so, and prints the link', async () => {
  const env = { ...here(), DISPLAY: '', WAYLAND_DISPLAY: '', PATH: '/nowhere' };
  const { code, stdout, stderr } = await cli().runAlone(['dashboard', '--open'], { env });
  expect([code, stderr]).toEqual([0, 'No browser was found here: open the link in one yourself.\n']);
  expect(stdout).toContain('/open?code=');
});

test('what keeps it from making a link is said, with what to do', async () => {
  const ended = { BGAGENT_API_URL: 'http://127.0.0.1:1', BGAGENT_TOKEN: 'x' };
  const { url, token } = await cli().start({});
  const surroundings = [{}, ended, { ...here(), BGAGENT_TOKEN: 'wrong' }, { BGAGENT_API_URL: url, BGAGENT_TOKEN: token }];
  const tries = [];
  for (const env of surroundings) tries.push(await cli().runAlone(['dashboard'], { env }));
  expect(tries.map(({ code, stdout, stderr }) => [code, stdout, stderr.replaceAll(/:\d+/g, ':PORT')])).toEqual([
    [4, '', expect.stringContaining('no API is configured')],
    [
      1,
      '',
      expect.stringMatching(/^bgagent: http:\/\/127\.0\.0\.1:PORT cannot be reached \(.*\)\. Start it with "bgagent local"/),
    ],
    [4, '', expect.stringContaining('refuses the token. Sign in again')],
    [1, '', 'bgagent: http://127.0.0.1:PORT has no dashboard (it answered 404): only "bgagent local" serves one.\n'],
  ]);
});
