/** The pull requests of repositories that share a sandbox, on a forge that fails for one of them, and a worker that dies between its pushes. */
import { setTimeout as pause } from 'node:timers/promises';
import { ulid } from 'ulid';
import { durationsSchema } from '../../../../contracts/durations.ts';
import { workerConfig } from '../../../../contracts/worker-config.ts';
import type { WorkerPorts } from '../../../../worker/hold/worker-setup.ts';
import { startForgeWithRepositories } from '../../forge/forge-with-repository.ts';
import type { ForgeServer } from '../../forge/forge-server.ts';
import { removeFolders } from '../../git-repository.ts';
import { patienceMs } from '../../../patience.ts';
import { startTaskBench, type TaskBench } from '../../task-bench.ts';
import { shellAgents } from '../steps/step-bench.ts';
import { newGroup, outputOf, told } from './shared-bench.ts';

const folders = ['one', 'two', 'three', 'four', 'five', 'six'];
let bench: TaskBench;
let forge: ForgeServer;
let group: Awaited<ReturnType<typeof newGroup>>;
let settings: Parameters<TaskBench['startWorker']>[0];

beforeEach(async () => {
  const token = `ghp_${ulid()}`;
  bench = await startTaskBench();
  const names = folders.map((folder) => `acme/${folder}`);
  const started = await startForgeWithRepositories(token, names);
  forge = started.forge;
  const members = folders.map((folder, at) => {
    const [repo, remote] = [names[at] ?? '', started.remotes[at]];
    const pull_request = { title: `Change ${folder}`, labels: ['fleet'] };
    return [
      folder,
      { repo, pull_request, onboarded: { clone_url: `${forge.origin}/${repo}.git` }, ...(remote ? { remote } : {}) },
    ] as const;
  });
  group = await newGroup(bench, Object.fromEntries(members));
  const forges = [{ host: forge.host, api: `${forge.origin}/api/v3`, token_env: 'FORGE_TOKEN' }];
  settings = {
    config: { ...shellAgents, forges: workerConfig.parse({ forges }).forges },
    environment: { ...process.env, FORGE_TOKEN: token },
  };
});
afterEach(async () => {
  await bench.stop();
  await forge.stop();
  removeFolders();
});

const inEach = (command: string): string => `for each in */; do (cd $each; ${command}); done`;
const urlOf = (folder: string): string =>
  `${forge.origin}/acme/${folder}/pull/${forge.pulls.find(({ repo }) => repo === `acme/${folder}`)?.number ?? ''}`;

test('each changed repository gets its own, which names the others', async () => {
  bench.startWorker(settings);
  const row = await group.attempt(1, 'echo a > two/a.txt; echo a > five/a.txt');
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', pr_url: urlOf('two') });
  expect(forge.pulls).toMatchObject([
    { repo: 'acme/two', title: 'Change two', labels: ['fleet'], head: group.branch },
    { repo: 'acme/five', title: 'Change five', labels: ['fleet'], head: group.branch },
  ]);
  expect(forge.pulls[0]?.body).toContain(
    'Worked on together with `acme/one`, `acme/three`, `acme/four`, `acme/five`, `acme/six`.',
  );
  expect(told(row, 'repo', 'pr_url').filter(([, url]) => url !== null)).toEqual([
    ['acme/two', urlOf('two')],
    ['acme/five', urlOf('five')],
  ]);
});

test('where one cannot be opened, the others are, the target fails for it, and a retry mends it', async () => {
  bench.startWorker(settings);
  forge.faults.push({ match: /POST .*\/acme\/three\/pulls$/, status: 403 });
  const row = await group.attempt(1, inEach('echo a > a.txt'));
  expect(row).toMatchObject({ status: 'FAILED', outcome: null, pr_url: urlOf('one'), changed: true });
  expect(row.error_message).toMatch(/^acme\/three: /);
  expect(row.error_message).not.toMatch(/acme\/(?:one|two|four)/);
  expect(row.error_classification).toMatchObject({ category: 'auth' });
  expect(group.pushed()).toEqual(folders.map(() => true));
  expect(row.repositories?.map(({ repo, outcome, branch, pr_url }) => [repo, outcome, branch, pr_url !== null])).toEqual(
    folders.map((folder) => [`acme/${folder}`, folder === 'three' ? null : 'changed', group.branch, folder !== 'three']),
  );
  const again = await group.attempt(2, inEach('echo b > a.txt'));
  expect(again).toMatchObject({ status: 'COMPLETED', outcome: 'changed', error_message: null });
  expect(again.repositories?.map(({ pr_url }) => pr_url)).toEqual(folders.map(urlOf));
  expect(forge.pulls).toHaveLength(folders.length);
});

test('a failed check opens none, and a heal that mends it opens those of all', async () => {
  bench.startWorker(settings);
  const given = {
    keep_failed: true,
    start: 'branch',
    verifiers: [{ name: 'ok', command: ['test', '!', '-e', 'bad.txt'] }],
  } as const;
  const verifiers = given.verifiers.map(({ name, command }) => ({ name, command: [...command] }));
  const failed = await group.attempt(1, 'echo a > one/a.txt; echo a > two/bad.txt', { ...given, verifiers });
  expect([failed.build_passed, forge.pulls]).toEqual([false, []]);
  const healed = await group.attempt(2, 'rm two/bad.txt; echo b > two/b.txt', {
    ...given,
    verifiers,
    heal_context: 'It failed.',
  });
  expect(healed).toMatchObject({ status: 'COMPLETED', outcome: 'changed', build_passed: true });
  expect(told(healed, 'outcome', 'pr_url').slice(0, 3)).toEqual([
    ['no_changes', urlOf('one')],
    ['changed', urlOf('two')],
    ['no_changes', null],
  ]);
});

test('a pull request of a branch that was merged meanwhile may stay as it is', async () => {
  bench.startWorker(settings);
  await group.attempt(1, 'echo a > one/a.txt; echo a > two/a.txt', { start: 'branch' });
  forge.pulls.splice(0);
  const body = { message: `Validation Failed: No commits between main and ${group.branch}` };
  forge.faults.push({ match: /POST .*\/one\/pulls$/, status: 422, body });
  const row = await group.attempt(2, 'echo b > two/b.txt', { start: 'branch' });
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', pr_url: urlOf('two') });
  expect(await outputOf(bench, row)).toContain('(The pull request in acme/one stays as it is: ');
});

test('a worker that dies half way through the pushes is followed by one that does all again, once', async () => {
  const id = await bench.submit(group.row(1, inEach('date +%N > a.txt')));
  const { tasks } = bench.ports;
  const dying: WorkerPorts = { ...bench.ports, tasks: { ...tasks, renewLeaseOfHold: () => Promise.reject(new Error('killed')) } };
  const worker = bench.startWorker(
    { ...settings, durations: durationsSchema.parse({ task_lease_s: 600, cancel_check_s: 600 }) },
    dying,
  );
  // The forge serves half of them: the worker tries the others again until it is gone.
  const notServed = { match: /POST .*\/(?:four|five|six)\.git\/git-receive-pack$/, status: 503 };
  forge.faults.push(...Array.from({ length: 100 }, () => notServed));
  const giveUp = Date.now() + patienceMs;
  while (group.pushed().filter(Boolean).length < 3 && Date.now() < giveUp) await pause(200);
  await worker.close();
  forge.faults.splice(0);
  expect([group.pushed(), forge.pulls]).toEqual([[true, true, true, false, false, false], []]);
  expect(await bench.rowOf(id)).toMatchObject({ status: 'FINALIZING' });
  await tasks.renewLeaseOfHold(id, 1, { until: Date.now() - 1 });
  for (const message of bench.messages.values()) message.visibleAt = 0;
  bench.startWorker(settings);
  const row = await bench.ended(id);
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', claim: 2 });
  expect(row.repositories?.map(({ commit }) => commit)).toEqual(group.remotes.map((remote) => remote.tipOf(group.branch)));
  expect(group.remotes.map((remote) => remote.commitsOf(group.branch).length)).toEqual(folders.map(() => 1));
  expect(forge.pulls).toHaveLength(folders.length);
});
