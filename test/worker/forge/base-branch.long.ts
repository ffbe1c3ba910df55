/** Pull requests on top of the branch of another target: against that branch, and against the one that it was merged into. */
import { ulid } from 'ulid';
import { workerConfig } from '../../../contracts/worker-config.ts';
import { git, removeFolders } from '../git-repository.ts';
import { shellTask, startTaskBench, type TaskBench } from '../task-bench.ts';
import { startForgeWithRepository, type ForgeWithRepository } from './forge-with-repository.ts';

let bench: TaskBench;
let remote: ForgeWithRepository['remote'];
let forge: ForgeWithRepository['forge'];

beforeEach(async () => {
  const token = `ghp_${ulid()}`;
  bench = await startTaskBench();
  ({ remote, forge } = await startForgeWithRepository(token));
  await bench.onboard({ repo: 'acme/api', clone_url: `${forge.origin}/acme/api.git` });
  const forges = [{ host: forge.host, api: `${forge.origin}/api/v3`, token_env: 'FORGE_TOKEN' }];
  bench.startWorker({ config: workerConfig.parse({ forges }), environment: { ...process.env, FORGE_TOKEN: token } });
});
afterEach(async () => {
  await bench.stop();
  await forge.stop();
  removeFolders();
});

const fleetId = ulid();
const branchOf = (target: string) => `bgagent/${fleetId}/${target}`;
const workOn = async (target: string, { n = 1, base }: { n?: number; base?: string } = {}) => {
  const task = shellTask(`echo ${target} ${n} > ${target}.txt`, {
    channel_metadata: { fleet_id: fleetId, target, attempt: n },
    branch_name: branchOf(target),
    base_branch: base === undefined ? null : branchOf(base),
  });
  return bench.ended(await bench.submit(task));
};

/** As a forge merges a pull request: as one commit with a message of its own, after which the branch is gone. */
function squash(target: string): void {
  const pull = forge.pulls.find(({ head }) => head === branchOf(target));
  if (!pull) throw new Error('there is no pull request');
  const tree = git(remote.url, 'rev-parse', `${branchOf(target)}^{tree}`);
  const commit = git(remote.url, 'commit-tree', tree, '-p', pull.base, '-m', `Merged (#${pull.number})`);
  git(remote.url, 'update-ref', `refs/heads/${pull.base}`, commit);
  git(remote.url, 'branch', '-D', branchOf(target));
  pull.end = 'merged';
}

test('the pull request is opened against the base', async () => {
  await workOn('lib');
  expect(await workOn('app', { base: 'lib' })).toMatchObject({ pr_url: `${forge.origin}/acme/api/pull/2` });
  expect(forge.pulls).toMatchObject([
    { head: branchOf('lib'), base: 'main' },
    { head: branchOf('app'), base: branchOf('lib') },
  ]);
});

test.each([undefined, { pageSize: 1, labels: [] }])(
  'after a merge a later attempt starts from the default branch, and its open pull request moves there: %j',
  async (gitea) => {
    forge.gitea = gitea;
    await workOn('other');
    await workOn('lib');
    await workOn('app', { base: 'lib' });
    squash('other');
    remote.commitTo('main', 'between.txt');
    squash('lib');
    expect(await workOn('app', { base: 'lib', n: 2 })).toMatchObject({
      status: 'COMPLETED',
      pr_url: `${forge.origin}/acme/api/pull/3`,
    });
    expect(forge.pulls[2]).toMatchObject({ head: branchOf('app'), base: 'main' });
    expect(remote.commitsOf(branchOf('app'))).toEqual([expect.stringContaining(`${fleetId}/app#2`)]);
    expect(remote.filesOf(branchOf('app'))).toEqual(expect.arrayContaining(['app.txt', 'lib.txt']));
  },
);

test('a base that was merged into its own base leads there, and from there to where that one was merged', async () => {
  await workOn('core');
  await workOn('lib', { base: 'core' });
  await workOn('app', { base: 'lib' });
  squash('lib');
  expect(await workOn('app', { base: 'lib', n: 2 })).toMatchObject({ status: 'COMPLETED' });
  expect(forge.pulls[2]).toMatchObject({ head: branchOf('app'), base: branchOf('core') });
  expect(git(remote.url, 'rev-parse', `${branchOf('app')}^`)).toBe(remote.tipOf(branchOf('core')));
  squash('core');
  expect(await workOn('tool', { base: 'lib' })).toMatchObject({ status: 'COMPLETED' });
  expect(forge.pulls[3]).toMatchObject({ head: branchOf('tool'), base: 'main' });
});

test('a base whose pull request was closed without a merge is gone', async () => {
  await workOn('lib');
  git(remote.url, 'branch', '-D', branchOf('lib'));
  for (const pull of forge.pulls) pull.end = 'closed';
  const row = await workOn('app', { base: 'lib' });
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'config', title: 'Base branch gone' } });
  expect(row.error_message).toContain(`${branchOf('lib')}, which the work is made from, is gone`);
  expect(row.error_message).toContain('no pull request of it was merged');
});

test('a forge that cannot say whether a branch was merged fails the task', async () => {
  forge.faults.push({ match: /GET \/api\/v3\/repos\/acme\/api\/pulls/, status: 404 });
  const row = await workOn('app', { base: 'lib' });
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'auth' } });
  expect(row.error_message).toContain(`Could not look for a merged pull request of ${branchOf('lib')}`);
});

test('values that other targets passed on have no marks in commit and pull request', async () => {
  const mark = (text: string) => `<output-of-target path="lib/a">${text}</output-of-target>`;
  const task = shellTask('echo x > x.txt', {
    branch_name: branchOf('app'),
    task_description: `Follow ${mark('https://forge.test/1')}\n\nand ${mark('a\nb')}.`,
  });
  await bench.ended(await bench.submit(task));
  expect(forge.pulls[0]?.title).toBe('Follow https://forge.test/1');
  expect(forge.pulls[0]?.body).toContain('> Follow https://forge.test/1\n>\n> and a\n> b.');
  expect(remote.commitsOf(branchOf('app'))[0]).toMatch(/^Follow https:\/\/forge.test\/1\n[\s\S]*\n {4}and a\n {4}b\.\n/);
});
