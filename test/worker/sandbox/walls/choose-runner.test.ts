/** When a worker has its commands run by a runner, and what it refuses then. */
import { join } from 'node:path';
import { workerConfig } from '../../../../contracts/worker-config.ts';
import { chooseWalls, type ChosenWalls } from '../../../../worker/sandbox/walls/choose-walls.ts';
import { UnusableWalls } from '../../../../worker/sandbox/walls/unusable-walls.ts';
import { startRunnerContainer } from '../../runner/as-containers.ts';
import { foldersOfWorker, testWithContainers } from '../../runner/runner-bench.ts';

const test_ = testWithContainers('test/worker/sandbox/walls/choose-runner');
const folders = foldersOfWorker();
afterAll(() => {
  folders.remove();
});

async function choose(config: Readonly<Record<string, unknown>>, environment: NodeJS.ProcessEnv): Promise<ChosenWalls> {
  const given = { dir: undefined, sandboxRoot: undefined, closedPorts: () => new Set<number>() };
  return await chooseWalls({ ...given, config: workerConfig.parse(config), environment });
}

async function problemsOf(config: Readonly<Record<string, unknown>>, environment: NodeJS.ProcessEnv = folders.environment) {
  try {
    await choose(config, environment);
    return [];
  } catch (error) {
    if (!(error instanceof UnusableWalls)) throw error;
    return [error, ...error.others].map(({ path, message }) => `${path.join('.')}: ${message}`);
  }
}

test_('the environment chooses it, whether worker.yaml says so or says nothing', async () => {
  const container = await startRunnerContainer({ workDir: folders.workDir });
  for (const config of [{}, { sandbox: 'runner', network: 'on' }]) {
    expect(await choose(config, folders.environment)).toMatchObject({ walls: { kind: 'runner' }, whyNone: undefined });
  }
  await container.stop();
});

test_('a runner that sees too much is found out', async () => {
  const { workDir, privateDir } = folders;
  const seeing = await startRunnerContainer({ workDir, readOnly: [privateDir] });
  expect(await problemsOf({})).toEqual([expect.stringMatching(/^sandbox: the runner at .* the worker's own folder is seen$/)]);
  await seeing.stop();
  // Not the same folder, under the same name.
  const other = foldersOfWorker();
  const elsewhere = await startRunnerContainer({ workDir: other.workDir });
  const environment = { ...folders.environment, BGAGENT_WORK_DIR: folders.root, BGAGENT_RUNNER_SOCKET: elsewhere.socket };
  expect(await problemsOf({}, { ...environment, BGAGENT_PRIVATE_DIR: '/private' })).toEqual([
    expect.stringMatching(/^sandbox: BGAGENT_RUNNER_SOCKET must lie in BGAGENT_WORK_DIR/),
  ]);
  await elsewhere.stop();
  other.remove();
});

test('settings that it cannot keep are refused by name, all at once', async () => {
  const config = {
    ...{ sandbox: 'bubblewrap', network: 'list', allow_hosts: ['acme.io'], caches: ['~/.npm'], read_only: ['/opt'] },
    agents: { b: { command: ['x'] } },
  };
  expect(await problemsOf(config)).toEqual([
    expect.stringMatching(/^sandbox: "bubblewrap" cannot be kept: BGAGENT_RUNNER_SOCKET is set.* Leave it out, or say runner$/),
    expect.stringMatching(/^network: "list" cannot be kept: .* closed by its security group, not by its worker$/),
    expect.stringMatching(/^allow_hosts: cannot be kept: /),
    expect.stringMatching(/^caches: cannot be kept: .* put it into the image$/),
    expect.stringMatching(/^read_only: cannot be kept: /),
  ]);
  expect(await problemsOf({ sandbox: 'none', agents: { a: { preset: 'codex', home: 'worker' } } })).toEqual([
    expect.stringMatching(/^sandbox: "none" cannot be kept/),
    expect.stringMatching(/^agents\.a\.home: "worker" needs sandbox: none/),
  ]);
});

test('its variables belong together', async () => {
  const socket = join(folders.workDir, 'runner/socket');
  expect(await problemsOf({ sandbox: 'runner' }, {})).toEqual([
    expect.stringMatching(/^sandbox: "runner" needs BGAGENT_RUNNER_SOCKET/),
  ]);
  const [partly] = await problemsOf({}, { BGAGENT_RUNNER_SOCKET: socket });
  expect(partly).toMatch(/BGAGENT_WORK_DIR must be set .* BGAGENT_PRIVATE_DIR must be set/);
  const within = { BGAGENT_RUNNER_SOCKET: socket, BGAGENT_WORK_DIR: folders.workDir };
  expect(await problemsOf({}, { ...within, BGAGENT_PRIVATE_DIR: join(folders.workDir, 'own') })).toEqual([
    'sandbox: BGAGENT_PRIVATE_DIR must not lie in BGAGENT_WORK_DIR, which commands see.',
  ]);
});
