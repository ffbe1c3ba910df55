/** Merges on a real forge: each way to merge, checks, conflicts, drafts, and what other people did meanwhile. Run by run.ts. */
import { ulid } from 'ulid';
import { durationsSchema } from '../../contracts/durations.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { workerConfig } from '../../contracts/worker-config.ts';
import { removeFolders } from '../worker/git-repository.ts';
import { shellTask, startTaskBench, taskRow, type TaskBench } from '../worker/task-bench.ts';
import { readForgeAccount } from './forge-account.ts';
import { openForgeMerges } from './forge-merges.ts';
import { openForgeRepositories } from './forge-repositories.ts';

const account = readForgeAccount();
const forge = openForgeRepositories(account);
const { untilSaid, setCheck, protect, pullOf, commitTo, mergeByHand, close, fileOf } = openForgeMerges(account);

let bench: TaskBench;

beforeAll(async () => {
  bench = await startTaskBench();
  const forges = [{ host: new URL(account.url).host, api: account.api, token_env: 'FORGE_TOKEN' }];
  bench.startWorker({
    config: workerConfig.parse({ forges }),
    environment: { ...process.env, FORGE_TOKEN: account.token },
    durations: durationsSchema.parse({ task_lease_s: 3, cancel_check_s: 0.1, check_poll_s: 0.3, check_start_s: 1 }),
  });
});
afterAll(async () => {
  await bench.stop();
  removeFolders();
});

interface Target {
  readonly repo: string;
  readonly branch: string;
  readonly of: Pick<TaskRow, 'repo' | 'branch_name' | 'channel_metadata'>;
}

/** A new repository on the forge. */
async function makeTarget(): Promise<Target> {
  const name = `merge-${ulid().toLowerCase()}`;
  await forge.make(name);
  await bench.onboard({ repo: `acme/${name}`, clone_url: `${account.url}/${account.user}/${name}.git` });
  const fleetId = ulid();
  const branch = `bgagent/${fleetId}/api`;
  const metadata = { fleet_id: fleetId, target: 'api', attempt: 1 };
  return { repo: name, branch, of: { repo: `acme/${name}`, branch_name: branch, channel_metadata: metadata } };
}

const ends = async (row: TaskRow): Promise<TaskRow> => bench.ended(await bench.submit(row));
const work = (target: Target, given: Partial<TaskRow> = {}): Promise<TaskRow> =>
  ends(shellTask('date +%N > work.txt', { ...target.of, ...given }));
const mergeTask = (target: Target, given: Partial<TaskRow> = {}): TaskRow =>
  taskRow({ resolved_workflow: { id: 'coding/merge-v1', version: '1.0.0' }, ...target.of, ...given });
const merge = (target: Target, given: Partial<TaskRow> = {}): Promise<TaskRow> => ends(mergeTask(target, given));
const headOf = async ({ repo, branch }: Target): Promise<string> => (await pullOf(repo, branch)).head.sha;

test.each(['merge', 'squash', 'rebase'] as const)('%s, and once more is no failure', async (method) => {
  const target = await makeTarget();
  const { pr_url } = await work(target, { review_state: 'draft' });
  expect(await pullOf(target.repo, target.branch)).toMatchObject({ draft: true });
  const given = { params: { method }, expected_commit: await headOf(target) };
  const merged = await merge(target, given);
  expect(merged).toMatchObject({ status: 'COMPLETED', outcome: 'changed', pr_url, error_message: null });
  expect(await pullOf(target.repo, target.branch)).toMatchObject({ draft: false, merged: true });
  expect(await fileOf(target.repo, 'work.txt')).toMatch(/^\d+\n$/);
  expect(await merge(target, given)).toMatchObject({ status: 'COMPLETED', outcome: 'changed', pr_url });
});

test('another head is not merged, unless a person asks again', async () => {
  const target = await makeTarget();
  await work(target);
  const expected = await headOf(target);
  await commitTo(target.repo, target.branch, 'other.txt');
  const moved = await merge(target, { expected_commit: expected });
  expect(moved).toMatchObject({ status: 'FAILED', error_classification: { category: 'verification', title: 'Head moved' } });
  expect(await merge(target)).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  expect(await fileOf(target.repo, 'other.txt')).toBe('other.txt');
});

test('red and missing checks are named, running ones are waited for, and ignored ones do not count', async () => {
  const target = await makeTarget();
  await work(target);
  const head = await headOf(target);
  await setCheck(target.repo, head, 'lint', 'success');
  await setCheck(target.repo, head, 'build', 'failure');
  const red = await merge(target, { expected_commit: head });
  expect(red).toMatchObject({ status: 'FAILED', error_classification: { category: 'verification', title: 'Checks failed' } });
  expect(red.error_message).toMatch(/ failed: build\. /);
  await setCheck(target.repo, head, 'build', 'pending');
  const waiting = await bench.submit(mergeTask(target, { expected_commit: head }));
  await bench.until(waiting, ({ status }) => status === 'RUNNING');
  await untilSaid(async () => (await bench.ports.events.getTaskOutput(waiting)) ?? '', /Waits for the checks of \w+: build/);
  await setCheck(target.repo, head, 'build', 'success');
  expect(await bench.ended(waiting)).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
});

test('a merge that is cancelled while it waits for a check merges nothing', async () => {
  const target = await makeTarget();
  await work(target);
  const head = await headOf(target);
  await setCheck(target.repo, head, 'build', 'pending');
  const id = await bench.submit(mergeTask(target, { expected_commit: head }));
  await untilSaid(async () => (await bench.ports.events.getTaskOutput(id)) ?? '', /Waits for the checks/);
  await bench.ports.tasks.moveTaskIfStatus(id, { from: ['RUNNING'], to: 'CANCELLED', now: Date.now() });
  await bench.gone(id);
  await setCheck(target.repo, head, 'build', 'success');
  expect(await bench.rowOf(id)).toMatchObject({ status: 'CANCELLED' });
  expect(await pullOf(target.repo, target.branch)).toMatchObject({ merged: false });
});

test('a check that the branch asks for and that nothing reports is missing', async () => {
  const target = await makeTarget();
  await work(target);
  await protect(target.repo, ['ci/*']);
  const missing = await merge(target, { expected_commit: await headOf(target) });
  expect(missing.error_message).toMatch(/ nothing reported: ci\/\*\. /);
  await setCheck(target.repo, await headOf(target), 'ci/build', 'success');
  expect(await merge(target)).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
});

test('without a check it is merged where the base branch has none, and not where it has some', async () => {
  const target = await makeTarget();
  await work(target);
  const main = await commitTo(target.repo, 'main', 'main.txt');
  await setCheck(target.repo, main, 'build', 'success');
  const missing = await merge(target);
  expect(missing).toMatchObject({ status: 'FAILED', error_classification: { title: 'Checks failed' } });
  expect(missing.error_message).toMatch(/ nothing reported: build\. /);
  expect(await merge(target, { params: { checks: 'ignore' } })).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
});

test('a conflict is to be restacked', async () => {
  const target = await makeTarget();
  await work(target);
  await commitTo(target.repo, 'main', 'work.txt');
  const conflict = await merge(target);
  expect(conflict).toMatchObject({ status: 'FAILED', error_classification: { category: 'blocked', title: 'Merge conflict' } });
  expect(conflict.error_message).toContain('Restack it');
});

test('what was merged by hand counts, where it holds the expected commit', async () => {
  const target = await makeTarget();
  await work(target);
  const expected = await headOf(target);
  await commitTo(target.repo, target.branch, 'more.txt');
  await mergeByHand(target.repo, target.branch);
  const merged = await merge(target, { expected_commit: expected });
  expect(merged).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  expect(await forge.branches(target.repo, target.branch)).toEqual([]);
});

test('a closed pull request is not merged', async () => {
  const target = await makeTarget();
  await work(target);
  await close(target.repo, target.branch);
  const closed = await merge(target);
  expect(closed).toMatchObject({ status: 'FAILED', error_classification: { category: 'blocked', title: 'No pull request' } });
});

test('a draft becomes ready and a draft again, and keeps its state where a task says none', async () => {
  const target = await makeTarget();
  const pull = () => pullOf(target.repo, target.branch);
  await work(target, { review_state: 'draft' });
  expect(await pull()).toMatchObject({ draft: true, title: expect.stringMatching(/^WIP: /) as string });
  await work(target);
  expect(await pull()).toMatchObject({ draft: true });
  await work(target, { review_state: 'ready' });
  expect(await pull()).toMatchObject({ draft: false, title: expect.not.stringMatching(/^WIP/) as string });
  await work(target, { review_state: 'draft' });
  expect(await pull()).toMatchObject({ draft: true });
});

test('work on top of a branch that was merged is merged into the default branch', async () => {
  const [below, above] = [await makeTarget(), ulid()];
  await work(below);
  const branch = `bgagent/${above}/app`;
  const of = { ...below.of, branch_name: branch, base_branch: below.branch, channel_metadata: null };
  await ends(shellTask('date +%N > app.txt', of));
  expect(await merge(below)).toMatchObject({ outcome: 'changed' });
  expect(await merge({ ...below, branch, of })).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  expect(await fileOf(below.repo, 'app.txt')).toMatch(/^\d+\n$/);
});
