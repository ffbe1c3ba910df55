/** Work that a person approved is published: exactly that commit, once, also where workers die, and nothing where it is another. */
import { ulid } from 'ulid';
import { workerConfig } from '../../../../contracts/worker-config.ts';
import { git, removeFolders } from '../../git-repository.ts';
import { startForgeWithRepository, type ForgeWithRepository } from '../../forge/forge-with-repository.ts';
import { startTaskBench, type TaskBench } from '../../task-bench.ts';
import { outputOf } from '../shared/shared-bench.ts';
import { shellAgents } from '../steps/step-bench.ts';
import { nothing, pushOnto, reviewedTarget, tipOf } from './review-bench.ts';

let bench: TaskBench;
let remote: ForgeWithRepository['remote'];
let forge: ForgeWithRepository['forge'];
let settings: Parameters<TaskBench['startWorker']>[0];

beforeEach(async () => {
  const token = `ghp_${ulid()}`;
  bench = await startTaskBench();
  ({ remote, forge } = await startForgeWithRepository(token));
  await bench.onboard({ repo: 'acme/api', clone_url: `${forge.origin}/acme/api.git` });
  const forges = [{ host: forge.host, api: `${forge.origin}/api/v3`, token_env: 'FORGE_TOKEN' }];
  const config = { ...shellAgents, forges: workerConfig.parse({ forges }).forges };
  const environment = { ...process.env, FORGE_TOKEN: token, AWS_SECRET_ACCESS_KEY: 'a-secret-of-the-worker' };
  settings = { config, environment };
  bench.startWorker(settings);
});
afterEach(async () => {
  await bench.stop();
  await forge.stop();
  removeFolders();
});

/** A person adds a file on top of a ref. */
function addFile(ref: string, name: string): string {
  git(remote.url, 'update-ref', 'refs/heads/persons', ref);
  const commit = remote.writeTo('persons', name, 'line\n');
  git(remote.url, 'branch', '-D', 'persons');
  git(remote.url, 'update-ref', ref, commit);
  return commit;
}

const newTarget = () => reviewedTarget(bench, remote, 'acme/api');
const says = `echo '{"pr_title": "Do it", "summary": "It is done"}' > "$BGAGENT_RESULT"`;
const verifiers = [{ name: 'unit', command: ['sh', '-c', 'echo 3 passed'] }];

test('as the branch and its pull request, which say what the work said; then the ref goes', async () => {
  const { work, publish, branch, ref, tip } = newTarget();
  const made = await work(1, `echo a > a.txt; ${says}`, { verifiers, review_state: 'draft' });
  expect([forge.pulls, remote.branches()]).toEqual([[], []]);
  const commit = tip();
  const pull_request = { labels: ['fleet'], reviewers: ['ann'] };
  const row = await publish(2, made, { review_state: 'ready', pull_request });
  expect(row).toMatchObject({
    status: 'COMPLETED',
    outcome: 'changed',
    commit,
    cost_usd: 0,
    pr_url: `${forge.origin}/acme/api/pull/1`,
  });
  expect(row.kept).toBeUndefined();
  expect(remote.tipOf(branch)).toBe(commit);
  expect(tipOf(remote, ref)).toBeUndefined();
  expect(forge.pulls).toMatchObject([
    { head: branch, base: 'main', title: 'Do it', labels: ['fleet'], reviewers: ['ann'], draft: false },
  ]);
  expect(forge.pulls[0]?.body).toContain('It is done');
  expect(forge.pulls[0]?.body).toContain('`unit` passed: `echo 3 passed`, which ended with `3 passed`');
});

test('once, where it is done again after its end was not written, and where others pushed on top of it since', async () => {
  const { work, publish, branch, attempts } = newTarget();
  const made = await work(1, 'echo a > a.txt');
  const first = await publish(2, made);
  expect(await publish(3, made)).toMatchObject({ outcome: 'changed', commit: first.commit, pr_url: first.pr_url });
  pushOnto(remote, `refs/heads/${branch}`);
  expect(await publish(4, made)).toMatchObject({ outcome: 'changed', commit: first.commit, pr_url: first.pr_url });
  expect([forge.pulls.length, attempts()]).toEqual([1, [1, 0]]);
});

test('where nothing is kept, nothing is done', async () => {
  const { publish } = newTarget();
  expect(await publish(1, { kept: nothing })).toMatchObject({ status: 'COMPLETED', outcome: 'step_skipped', changed: false });
  expect([forge.pulls, remote.branches()]).toEqual([[], []]);
});

test('not where the ref has another commit: the row says what is there, and that is published once it is approved', async () => {
  const { work, publish, branch, ref } = newTarget();
  const made = await work(1, `echo a > a.txt; ${says}`, { verifiers });
  const theirs = addFile(ref, 'b.txt');
  for (let n = 0; n < 60; n += 1) pushOnto(remote, 'refs/heads/main', `Main ${n}`);
  remote.writeTo('main', 'other.txt', 'other\n');
  const row = await publish(2, made);
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'verification', title: 'Head moved' } });
  expect(row.error_message).toContain(`is at ${theirs.slice(0, 10)}, and not at`);
  expect(row.change).toMatchObject({ files: 2, added: 2 });
  expect(row.kept).toEqual({
    work: [{ repo: 'acme/api', ref, commit: theirs, checks: [] }],
    pr_title: 'Do it',
    summary: 'It is done',
  });
  expect(made.change).toMatchObject({ files: 1, added: 1 });
  expect([forge.pulls, remote.branches()]).toEqual([[], []]);
  expect(await publish(3, row)).toMatchObject({ outcome: 'changed', commit: theirs });
  expect(remote.tipOf(branch)).toBe(theirs);
  expect(forge.pulls[0]?.body).toContain('None ran on this commit.');
});

test('not where the ref and the branch are gone, nor a ref that is none of the task', async () => {
  const { work, publish, ref } = newTarget();
  const made = await work(1, 'echo a > a.txt');
  git(remote.url, 'update-ref', '-d', ref);
  const gone = await publish(2, made);
  expect(gone).toMatchObject({ status: 'FAILED', error_classification: { category: 'blocked', title: 'Kept work gone' } });
  const kept = { ...nothing, work: [{ repo: 'acme/api', ref: 'refs/heads/main', commit: remote.tipOf('main'), checks: [] }] };
  expect(await publish(3, { kept })).toMatchObject({ status: 'FAILED', error_classification: { category: 'config' } });
});

test('not where a person pushed a secret of the worker to the ref, also after the base moved on', async () => {
  const { work, publish, ref } = newTarget();
  await work(1, 'echo a > a.txt');
  for (let n = 0; n < 60; n += 1) pushOnto(remote, 'refs/heads/main', `Main ${n}`);
  const theirs = pushOnto(remote, ref, 'Use a-secret-of-the-worker');
  const kept = { ...nothing, work: [{ repo: 'acme/api', ref, commit: theirs, checks: [] }] };
  const row = await publish(2, { kept });
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { title: 'Secret in the change' } });
  expect(row.error_message).toContain(`so nothing was published: the message of commit ${theirs.slice(0, 10)}`);
  expect([forge.pulls, remote.branches()]).toEqual([[], []]);
});

test('where the base had the secret before, and moved on, that is none of the change', async () => {
  remote.writeTo('main', 'key.txt', 'a-secret-of-the-worker\n');
  const { work, publish } = newTarget();
  const made = await work(1, 'echo a > a.txt');
  for (let n = 0; n < 60; n += 1) pushOnto(remote, 'refs/heads/main', `Main ${n}`);
  expect(await publish(2, made)).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
});

test('not over commits of others in the branch; over those of earlier attempts', async () => {
  const { work, publish, attempt, branch, attempts, ref } = newTarget();
  await attempt(1, 'echo early > early.txt', { start: undefined });
  const made = await work(2, 'echo a > a.txt', { start: undefined });
  expect(await publish(3, made)).toMatchObject({ outcome: 'changed' });
  expect(attempts()).toEqual([2]);
  const again = await work(4, 'echo b > b.txt');
  const theirs = pushOnto(remote, `refs/heads/${branch}`);
  const row = await publish(5, again);
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { title: 'Branch has other commits' } });
  expect([remote.tipOf(branch), tipOf(remote, ref)]).toEqual([theirs, again.commit]);
});

test('against the branch of another target, and once that is merged against the default branch', async () => {
  const lib = newTarget();
  await lib.publish(2, await lib.work(1, 'echo lib > lib.txt'));
  const base = { base_branch: lib.branch };
  const app = newTarget();
  const made = await app.work(1, 'test -e lib.txt && echo a > a.txt', base);
  await app.publish(2, made, base);
  expect(forge.pulls).toMatchObject([{ base: 'main' }, { head: app.branch, base: lib.branch }]);
  git(remote.url, 'update-ref', 'refs/heads/main', lib.branch);
  git(remote.url, 'branch', '-D', lib.branch);
  await app.publish(3, await app.work(3, 'echo b > b.txt', base), base);
  expect(forge.pulls).toMatchObject([{ base: 'main' }, { head: app.branch, base: 'main' }]);
});

test('from the branch, where the host takes no ref for reviews', async () => {
  git(remote.url, 'config', 'receive.hideRefs', 'refs/bgagent');
  const { work, publish, branch } = newTarget();
  const made = await work(1, 'echo a > a.txt');
  expect(made.kept?.work).toMatchObject([{ ref: `refs/heads/${branch}` }]);
  expect(forge.pulls).toEqual([]);
  const theirs = pushOnto(remote, `refs/heads/${branch}`);
  const moved = await publish(2, made);
  expect(moved).toMatchObject({ error_classification: { title: 'Head moved' }, kept: { work: [{ commit: theirs }] } });
  expect(await publish(3, moved)).toMatchObject({ outcome: 'changed', commit: theirs });
  expect([forge.pulls.length, remote.tipOf(branch)]).toEqual([1, theirs]);
});

test('a merge after it finds the pull request, and the commit that it expects', async () => {
  const { work, publish, row, branch } = newTarget();
  const published = await publish(2, await work(1, 'echo a > a.txt'));
  const merge = {
    resolved_workflow: { id: 'coding/merge-v1', version: '1.0.0' },
    expected_commit: published.commit ?? '',
    params: { checks: 'ignore' },
  };
  const merged = forge.pulls[0];
  if (!merged) throw new Error('no pull request');
  merged.end = 'merged';
  git(remote.url, 'update-ref', 'refs/heads/main', branch);
  const ended = await bench.ended(await bench.submit(row(3, '', merge)));
  expect(ended).toMatchObject({ status: 'COMPLETED', outcome: 'changed', pr_url: published.pr_url });
});

test('a title that only the commit has is that of the pull request, and the output tells what was published', async () => {
  const { work, publish, branch, tip } = newTarget();
  await work(1, `echo a > a.txt; ${says}`);
  const skipped = await work(2, 'true', { unless_exists: ['a.txt'] });
  const commit = tip() ?? '';
  const row = await publish(3, skipped);
  expect(forge.pulls).toMatchObject([{ title: 'Do it' }]);
  expect(await outputOf(bench, row)).toContain(`Published ${commit} as ${branch}`);
});
