/** The pull request of a target that takes several attempts: opened once something succeeded, and never by an attempt that failed. */
import { ulid } from 'ulid';
import { workerConfig } from '../../../../contracts/worker-config.ts';
import { git, removeFolders } from '../../git-repository.ts';
import { startForgeWithRepository, type ForgeWithRepository } from '../../forge/forge-with-repository.ts';
import { startTaskBench, type TaskBench } from '../../task-bench.ts';
import { shellAgents, targetOf } from './step-bench.ts';

let bench: TaskBench;
let remote: ForgeWithRepository['remote'];
let forge: ForgeWithRepository['forge'];

beforeEach(async () => {
  const token = `ghp_${ulid()}`;
  bench = await startTaskBench();
  ({ remote, forge } = await startForgeWithRepository(token));
  await bench.onboard({ repo: 'acme/api', clone_url: `${forge.origin}/acme/api.git` });
  const forges = [{ host: forge.host, api: `${forge.origin}/api/v3`, token_env: 'FORGE_TOKEN' }];
  const config = { ...shellAgents, forges: workerConfig.parse({ forges }).forges };
  bench.startWorker({ config, environment: { ...process.env, FORGE_TOKEN: token } });
});
afterEach(async () => {
  await bench.stop();
  await forge.stop();
  removeFolders();
});

const newTarget = () => targetOf(bench, remote, 'acme/api');
const says = (text: string): string => `echo '{"pr_title": "${text}", "summary": "${text} it is"}' > "$BGAGENT_RESULT"`;

test('steps share one, which says what the last of them did', async () => {
  const { attempt, branch } = newTarget();
  const first = await attempt(1, `echo a > a.txt; ${says('Design')}`);
  expect(first).toMatchObject({ pr_url: `${forge.origin}/acme/api/pull/1` });
  expect(forge.pulls).toMatchObject([{ head: branch, base: 'main', title: 'Design' }]);
  expect(await attempt(2, `echo b > b.txt; ${says('Implement')}`)).toMatchObject({ pr_url: first.pr_url });
  const last = await attempt(3, says('Verify'));
  expect(last).toMatchObject({ outcome: 'no_changes', changed: false, pr_url: first.pr_url });
  expect(forge.pulls).toMatchObject([{ head: branch, base: 'main', title: 'Verify' }]);
  expect(forge.pulls[0]?.body).toContain('Verify it is');
});

test('is not opened, nor changed, by an attempt that failed; a heal opens it, also where it changes nothing', async () => {
  const { attempt, attempts } = newTarget();
  await attempt(1, 'echo a > a.txt; exit 1');
  const verifiers = [{ name: 'unit', command: ['sh', '-c', 'test -n "$BGAGENT_VAR_OK"'] }];
  await attempt(2, 'echo b > b.txt', { heal_context: 'It failed.', verifiers });
  expect([attempts(), forge.pulls]).toEqual([[1, 2], []]);
  const healed = await attempt(3, 'true', { heal_context: 'It failed.', verifiers, vars: { OK: '1' } });
  expect(healed).toMatchObject({ outcome: 'no_changes', build_passed: true, pr_url: `${forge.origin}/acme/api/pull/1` });
  await attempt(4, `echo c > c.txt; ${says('Broken')}; exit 1`);
  expect(forge.pulls).toHaveLength(1);
  expect(forge.pulls[0]?.title).not.toBe('Broken');
});

test('that the forge does not open because the branch has nothing new any more fails no work', async () => {
  const { attempt, branch } = newTarget();
  await attempt(1, 'echo a > a.txt');
  forge.pulls.splice(0);
  git(remote.url, 'update-ref', 'refs/heads/main', branch);
  const body = { message: `Validation Failed: No commits between main and ${branch}` };
  forge.faults.push({ match: /POST .*\/pulls$/, status: 422, body });
  const row = await attempt(2, 'true');
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'no_changes' });
  expect(await bench.ports.events.getTaskOutput(row.task_id)).toContain('No commits between main');
});

test('of another target as the base: later attempts keep it, and go to the default branch when it is gone', async () => {
  const lib = newTarget();
  await lib.attempt(1, 'echo lib > lib.txt');
  const app = newTarget();
  const base = { base_branch: lib.branch };
  await app.attempt(1, 'test -e lib.txt && echo a > a.txt', base);
  await app.attempt(2, 'echo b > b.txt', base);
  expect(forge.pulls).toMatchObject([{ base: 'main' }, { head: app.branch, base: lib.branch }]);
  git(remote.url, 'update-ref', 'refs/heads/main', lib.branch);
  git(remote.url, 'branch', '-D', lib.branch);
  expect(await app.attempt(3, 'echo c > c.txt', base)).toMatchObject({ outcome: 'changed' });
  expect(forge.pulls).toMatchObject([{ base: 'main' }, { head: app.branch, base: 'main' }]);
  expect(app.attempts()).toEqual([1, 2, 3]);
});

test('that a step works on keeps the commits of earlier attempts', async () => {
  const { attempt, attempts, branch } = newTarget();
  await attempt(1, 'echo a > a.txt');
  const onPull = { resolved_workflow: { id: 'coding/pr-iteration-v1', version: '1.0.0' }, pr_number: 1, branch_name: null };
  expect(await attempt(2, 'test -e a.txt && echo b > b.txt', onPull)).toMatchObject({ outcome: 'changed' });
  expect(await attempt(3, 'echo c > c.txt', { ...onPull, lost_attempts: [2] })).toMatchObject({ outcome: 'changed' });
  expect(attempts()).toEqual([1, 3]);
  expect(remote.filesOf(branch)).not.toContain('b.txt');
  const review = { ...onPull, resolved_workflow: { id: 'coding/pr-review-v1', version: '1.0.0' }, expects: ['d.txt'] };
  expect(await attempt(4, 'echo d > d.txt; exit 1', review)).toMatchObject({ status: 'FAILED' });
  expect(await attempt(5, 'true', review)).toMatchObject({ error_classification: { title: 'Artifact missing' } });
  expect(attempts()).toEqual([1, 3]);
});
