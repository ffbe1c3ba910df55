/** Which walls a worker chooses, and what it says where it cannot have those that it is asked for. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workerConfig } from '../../../../contracts/worker-config.ts';
import { readWorkerConfig } from '../../../../worker/read-config.ts';
import { chooseWalls, type ChosenWalls } from '../../../../worker/sandbox/walls/choose-walls.ts';
import { startWorker } from '../../../../worker/worker.ts';
import { makeFolder, removeFolders } from '../../git-repository.ts';
import { startRuntimeDouble } from '../../runtime-double.ts';
import { runIn, sandboxIn, testWithBubblewrap, workerFolders } from './walls-bench.ts';

const test_ = await testWithBubblewrap('test/worker/sandbox/walls/choose-walls');
const folders = workerFolders();
const { PATH } = process.env;
afterEach(() => {
  process.env['PATH'] = PATH;
  removeFolders();
});
afterAll(() => {
  folders.remove();
});

const environment = { ...process.env, HOME: folders.home, BGAGENT_CONFIG_DIR: folders.config };

async function choose(config: Readonly<Record<string, unknown>> = {}): Promise<ChosenWalls> {
  const chosen = await chooseWalls({
    ...{ config: workerConfig.parse(config), environment, dir: folders.runtime, sandboxRoot: folders.sandboxes },
    closedPorts: () => new Set<number>(),
  });
  chosen.walls.close();
  return chosen;
}

/** Leaves out its arguments, and runs the command after them. */
const upToCommand = 'while [ "$1" != -- ]; do shift; done; shift; PATH=/usr/bin:/bin; export PATH; exec "$@"';

/** A machine whose `bwrap` does this; undefined: it has none. */
function withBwrap(script: string | undefined): void {
  const bin = makeFolder('bin');
  symlinkSync('/bin/sh', join(bin, 'sh'));
  writeFileSync(join(bin, 'nsenter'), `#!/bin/sh\n${upToCommand}`, { mode: 0o755 });
  if (script !== undefined) writeFileSync(join(bin, 'bwrap'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  process.env['PATH'] = bin;
}

test_('bubblewrap where it holds, with the network on', async () => {
  expect(await choose()).toMatchObject({ walls: { kind: 'bubblewrap' }, network: 'on', whyNone: undefined });
  expect(await choose({ sandbox: 'bubblewrap', network: 'off' })).toMatchObject({
    walls: { kind: 'bubblewrap' },
    network: 'off',
  });
});

test_('a file with credentials that a variable of the worker names is not read', async () => {
  const named = { ...environment, AWS_SHARED_CREDENTIALS_FILE: join(folders.outside, 'file') };
  const given = { dir: undefined, sandboxRoot: folders.sandboxes, closedPorts: () => new Set<number>() };
  const { walls } = await chooseWalls({ config: workerConfig.parse({ network: 'off' }), environment: named, ...given });
  const sandbox = sandboxIn(folders, walls);
  expect((await runIn(sandbox, `exec 2>&1; cat ${folders.outside}/file ${folders.credentials}`)).printed).toMatch(
    /^cat: \S+outside\/file: Permission denied\ns3cret-of-test\n$/,
  );
  await sandbox.remove();
  walls.close();
});

test('none where worker.yaml says so', async () => {
  expect(await choose({ sandbox: 'none' })).toMatchObject({ walls: { kind: 'none' }, whyNone: undefined });
});

test('none, and why, where bubblewrap is missing; an error where it is asked for', async () => {
  withBwrap(undefined);
  const why =
    /^bubblewrap cannot be used here: it is not installed \(there is no bwrap on the PATH\)\. Install it, .* apt-get install bubblewrap\./;
  const { walls, whyNone } = await choose();
  expect([walls.kind, whyNone]).toEqual(['none', expect.stringMatching(why)]);
  await expect(choose({ sandbox: 'bubblewrap' })).rejects.toThrow(why);
  await expect(choose({ sandbox: 'bubblewrap' })).rejects.toMatchObject({ path: ['sandbox'] });
  // The network is not open where worker.yaml wants it closed.
  const asked = { network: 'list', allow_hosts: ['acme.io'] };
  await expect(choose(asked)).rejects.toThrow(/^network: list needs a sandbox, and bubblewrap cannot be used here/);
  await expect(choose({ network: 'off' })).rejects.toMatchObject({ path: ['network'] });
});

test('none, and why, where bubblewrap does not work', async () => {
  withBwrap('echo "bwrap: No permissions to create new namespace" >&2; exit 1');
  expect((await choose()).whyNone).toMatch(/No permissions to create new namespace\. Allow user namespaces/);
  await expect(choose({ sandbox: 'bubblewrap' })).rejects.toThrow(/Or set sandbox: none\.$/);
});

test('a bubblewrap that hides nothing is found out', async () => {
  withBwrap(upToCommand);
  expect((await choose({ network: 'on' })).whyNone).toMatch(/the folder of the worker is seen/);
});

test_('a home folder of the worker is not given into a sandbox', async () => {
  const agents = { a: { preset: 'codex', home: 'worker' } };
  await expect(choose({ agents })).rejects.toMatchObject({
    path: ['agents', 'a', 'home'],
  });
  await expect(choose({ agents })).rejects.toThrow('needs sandbox: none');
  expect(await choose({ agents, sandbox: 'none' })).toMatchObject({ walls: { kind: 'none' } });
});

describe('places', () => {
  const at = (setting: string, path: string) => choose({ [setting]: ['/usr', path].slice(setting === 'caches' ? 1 : 0) });

  test_('that are good', async () => {
    mkdirSync(join(folders.root, 'real'), { recursive: true });
    symlinkSync('real', join(folders.root, 'link'));
    expect((await at('caches', join(folders.root, 'new/one'))).walls.kind).toBe('bubblewrap');
    expect((await at('caches', join(folders.root, 'link'))).walls.kind).toBe('bubblewrap');
    expect((await at('caches', '~/.npm')).walls.kind).toBe('bubblewrap');
    expect((await at('read_only', '~/.netrc')).walls.kind).toBe('bubblewrap');
  });

  beforeAll(() => {
    symlinkSync('/no/such/folder', join(folders.home, 'dangling'));
  });

  test_.each([
    ['caches', 'relative/path', /must be an absolute path, or begin with ~\//],
    ['caches', '~ann/x', /must be an absolute path/],
    ['caches', '~/.netrc', /must be a folder/],
    ['caches', '~/.netrc/below', /is not there and cannot be made: ENOTDIR/],
    ['caches', '~/dangling', /cannot be made|is not there/],
    ['caches', '~', /must not hold the whole home folder/],
    ['caches', '/', /must not hold the whole home folder/],
    ['caches', folders.config, /must not show .*config, where the product keeps its data/],
    ['caches', join(folders.runtime, 'tables'), /must not show .*runtime, where the product keeps its data/],
    ['caches', folders.root, /must not/],
    ['read_only', folders.sandboxes, /must not hold the sandboxes of tasks/],
    ['read_only', '/no/such/folder', /is not there: make it, or take it out of worker\.yaml/],
  ])('%s %s are refused', async (setting, path, message) => {
    await expect(at(setting, path)).rejects.toThrow(message);
  });
});

test_('a place in a cache is refused: a command could put a link there', async () => {
  mkdirSync(join(folders.home, 'cache/tool'), { recursive: true });
  const lies = /"~\/cache\/tool" must not lie in another cache \(.*\/cache\), whose content commands may change/;
  await expect(choose({ caches: ['~/cache', '~/cache/tool'] })).rejects.toThrow(lies);
  await expect(choose({ caches: ['~/cache'], read_only: ['~/cache/tool'] })).rejects.toThrow(lies);
  expect((await choose({ caches: ['~/cache/tool'], read_only: ['~/cache'] })).walls.kind).toBe('bubblewrap');
});

test_('a worker that cannot start names the file and line of the setting', async () => {
  const file = join(makeFolder('config'), 'worker.yaml');
  writeFileSync(file, 'concurrency: 2\ncaches:\n  - /var/cache\n  - relative\n');
  const runtime = await startRuntimeDouble();
  const started = startWorker({ configFile: file, dir: runtime.dir, environment });
  await expect(started).rejects.toThrow(`${file}:4: caches.1: "relative" must be an absolute path`);
  await runtime.stop();
});

test.each([
  ['sandbox: none\nnetwork: list\n', /:2: network: "list" needs sandbox: bubblewrap/],
  ['allow_hosts: [acme.io]\n', /:1: allow_hosts: is used with network: list only/],
  ['network: list\nallow_hosts:\n  - acme.io\n  - "*"\n', /:4: allow_hosts\.1: "\*" must not be "\*"/],
  ['network: list\nallow_hosts: [https://acme.io]\n', /:2: allow_hosts\.0: "https:\/\/acme\.io" must be a host, not a URL/],
  ['network: closed\n', /:1: network: /],
  ['sandbox: docker\n', /:1: sandbox: /],
  [
    'sandbox: bubblewrap\nagents:\n  a:\n    preset: codex\n    home: worker\n',
    /:5: agents\.a\.home: "worker" needs sandbox: none/,
  ],
])('%j is refused with its line', (text, message) => {
  const file = join(makeFolder('config'), 'worker.yaml');
  writeFileSync(file, text);
  expect(() => readWorkerConfig(file, { required: true })).toThrow(message);
});
