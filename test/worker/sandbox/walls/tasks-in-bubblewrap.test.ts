/** Whole tasks in bubblewrap: their work, their agent and their verifiers. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workerConfig } from '../../../../contracts/worker-config.ts';
import { makeRepository, removeFolders } from '../../git-repository.ts';
import { shellTask, startTaskBench, taskRow, type TaskBench } from '../../task-bench.ts';
import { bubblewrapFor, testWithBubblewrap, workerFolders } from './walls-bench.ts';

const test_ = await testWithBubblewrap('test/worker/sandbox/walls/tasks-in-bubblewrap');
const folders = workerFolders();
const cache = join(folders.root, 'cache');
mkdirSync(cache);
const walls = bubblewrapFor(folders, { network: 'off', caches: [cache] });
let bench: TaskBench;
let remote: ReturnType<typeof makeRepository>;
beforeEach(async () => {
  bench = await startTaskBench();
  remote = makeRepository();
  await bench.onboard({
    repo: 'acme/api',
    clone_url: remote.url,
    build_command: 'test -e x.txt && ! cat "$BGAGENT_VAR_home/.netrc"',
  });
});
afterEach(async () => {
  await bench.stop();
  removeFolders();
});
afterAll(() => {
  walls.close();
  folders.remove();
});

const settings = {
  walls,
  sandboxRoot: folders.sandboxes,
  environment: { ...process.env, HOME: folders.home, BGAGENT_CONFIG_DIR: folders.config },
};

test_('work, build command and verifiers run in it, and only the folder of the clone becomes a commit', async () => {
  bench.startWorker(settings);
  const command = `cat ${folders.home}/.netrc; echo x > x.txt; echo y > ${folders.outside}/y.txt; echo built > ${cache}/built; git log -1 --format=%s; true`;
  const verifiers = [{ name: 'cache', command: ['grep', 'built', join(cache, 'built')] }];
  const id = await bench.submit(shellTask(command, { verifiers, vars: { home: folders.home } }));
  const row = await bench.ended(id);
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', build_passed: true });
  expect(remote.filesOf(row.branch_name ?? '')).toContain('x.txt');
  const output = (await bench.ports.events.getTaskOutput(id)) ?? '';
  expect(output).toContain('Write three.txt');
  expect(output).not.toContain('s3cret-of-test');
});

test_('an agent has its own HOME and key, which the verifiers do not have', async () => {
  const agents = { a: { command: ['sh', '-c', 'echo "$KEY" > "$HOME/seen"; cat > x.txt'], env: { KEY: 'k3y-of-agent' } } };
  bench.startWorker({ ...settings, config: workerConfig.parse({ agents }) });
  const verifiers = [{ name: 'none', command: ['sh', '-c', '[ -z "$KEY" ] && [ ! -e "$HOME/seen" ]'] }];
  const work = { resolved_workflow: { id: 'coding/new-task-v1', version: '1.0.0' }, task_description: 'Do it', verifiers };
  const row = await bench.ended(await bench.submit(taskRow({ ...work, vars: { home: folders.home } })));
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', build_passed: true });
  expect(readFileSync(join(folders.config, 'agents/a/home/seen'), 'utf8')).toBe('k3y-of-agent\n');
});

test_(
  'repositories that share a sandbox: the work sees all of them, each verifier starts in its own, and none sees the folder of git',
  async () => {
    const other = makeRepository();
    await bench.onboard({
      repo: 'acme/web',
      clone_url: other.url,
      build_command: 'test -e ../api/x.txt && test "$(basename "$PWD")" = web',
    });
    bench.startWorker(settings);
    const shared_repos = ['api', 'web'].map((folder) => ({
      repo: `acme/${folder}`,
      folder,
      verifiers: null,
      pull_request: null,
    }));
    const command = `echo x > api/x.txt; cp api/x.txt web/y.txt; echo kept > /tmp/kept; find ${folders.sandboxes} -path '*repositories*'; true`;
    const verifiers = [{ name: 'kept', command: ['test', '-e', '/tmp/kept'] }];
    const id = await bench.submit(shellTask(command, { shared_repos, verifiers, vars: { home: folders.home } }));
    const row = await bench.ended(id);
    expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', build_passed: true });
    expect([remote, other].map((each) => each.filesOf(row.branch_name ?? '').at(-1))).toEqual(['x.txt', 'y.txt']);
    expect(await bench.ports.events.getTaskOutput(id)).not.toContain('/repositories/');
  },
);

test_('work that turns its folder into a way out fails, or changes nothing outside', async () => {
  bench.startWorker(settings);
  const command = `cd ..; rm -rf repo; ln -s ${folders.outside} repo`;
  const row = await bench.ended(await bench.submit(shellTask(command, { vars: { home: folders.home } })));
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'agent' } });
  expect(remote.branches()).toEqual([]);
});
