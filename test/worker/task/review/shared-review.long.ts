/** Repositories that share a sandbox in a fleet that reviews: what is kept of each, and how the one change is published. */
import { ulid } from 'ulid';
import { workerConfig } from '../../../../contracts/worker-config.ts';
import type { TaskRow } from '../../../../contracts/task.ts';
import { startForgeWithRepositories } from '../../forge/forge-with-repository.ts';
import type { ForgeServer } from '../../forge/forge-server.ts';
import { removeFolders } from '../../git-repository.ts';
import { startTaskBench, type TaskBench } from '../../task-bench.ts';
import { newGroup, told, type GivenMember } from '../shared/shared-bench.ts';
import { shellAgents } from '../steps/step-bench.ts';
import { pushOnto, refOf, tipOf } from './review-bench.ts';

const folders = ['one', 'two', 'three'];
let bench: TaskBench;
let forge: ForgeServer;
let group: Awaited<ReturnType<typeof newGroup>>;

beforeEach(async () => {
  const token = `ghp_${ulid()}`;
  bench = await startTaskBench();
  const names = folders.map((folder) => `acme/${folder}`);
  const started = await startForgeWithRepositories(token, names);
  forge = started.forge;
  const given: Record<string, GivenMember> = {};
  for (const [at, folder] of folders.entries()) {
    const remote = started.remotes[at];
    if (!remote) throw new Error('no repository');
    given[folder] = { repo: `acme/${folder}`, remote, onboarded: { clone_url: `${forge.origin}/acme/${folder}.git` } };
  }
  group = await newGroup(bench, given);
  const forges = [{ host: forge.host, api: `${forge.origin}/api/v3`, token_env: 'FORGE_TOKEN' }];
  const config = { ...shellAgents, forges: workerConfig.parse({ forges }).forges };
  bench.startWorker({ config, environment: { ...process.env, FORGE_TOKEN: token } });
});
afterEach(async () => {
  await bench.stop();
  await forge.stop();
  removeFolders();
});

const work = (attempt: number, command: string, given: Partial<TaskRow> = {}) =>
  group.attempt(attempt, command, { keep_for_review: true, keep_failed: true, start: 'branch', ...given });
const publish = (attempt: number, { kept }: TaskRow) => group.attempt(attempt, 'exit 1', { ...(kept ? { publish: kept } : {}) });
const refs = () => group.remotes.map((remote) => tipOf(remote, refOf(group.branch)));
const urlOf = (folder: string): string => `${forge.origin}/acme/${folder}/pull/${folders.indexOf(folder) + 1}`;
const says = `echo '{"pr_title": "Do both"}' > "$BGAGENT_RESULT"`;

test('the change of each is kept, goes on, and is published together', async () => {
  const first = await work(1, `echo a > one/a.txt; ${says}`);
  expect(first).toMatchObject({
    outcome: 'changed',
    kept: { work: [{ repo: 'acme/one', commit: refs()[0] }], pr_title: 'Do both' },
  });
  const made = await work(2, `test -e one/a.txt && echo b > two/b.txt; ${says}`);
  expect(made.change).toMatchObject({ files: 2 });
  expect(made.kept?.work).toMatchObject([
    { repo: 'acme/one', commit: refs()[0] },
    { repo: 'acme/two', commit: refs()[1] },
  ]);
  expect([group.pushed(), forge.pulls]).toEqual([[false, false, false], []]);
  const row = await publish(3, made);
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', pr_url: urlOf('one') });
  expect(told(row, 'repo', 'outcome', 'pr_url')).toEqual([
    ['acme/one', 'changed', urlOf('one')],
    ['acme/two', 'changed', urlOf('two')],
    ['acme/three', 'no_changes', null],
  ]);
  expect([group.pushed(), refs()]).toEqual([
    [true, true, false],
    [undefined, undefined, undefined],
  ]);
  expect(forge.pulls).toMatchObject([{ title: 'Do both' }, { title: 'Do both' }]);
  expect(forge.pulls[0]?.body).toContain('Worked on together with `acme/two`');
});

test('a part that has another commit keeps all from being published, and the row says what is there', async () => {
  const made = await work(1, 'echo a | tee one/a.txt two/a.txt');
  const second = group.remotes[1];
  if (!second) throw new Error('no repository');
  const theirs = pushOnto(second, refOf(group.branch));
  const row = await publish(2, made);
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { title: 'Head moved' } });
  expect(row.kept?.work).toMatchObject([{ commit: refs()[0] }, { commit: theirs, checks: [] }]);
  expect(row.change).toEqual(made.change);
  expect([group.pushed(), forge.pulls]).toEqual([[false, false, false], []]);
  expect(await publish(3, row)).toMatchObject({ outcome: 'changed' });
  expect(second.tipOf(group.branch)).toBe(theirs);
});

test('one that the forge refuses keeps no other from going on, and the next attempt publishes the rest', async () => {
  const made = await work(1, 'echo a | tee one/a.txt two/a.txt three/a.txt');
  forge.faults.push({ match: /POST .*\/one\/pulls$/, status: 403 });
  const row = await publish(2, made);
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'auth' } });
  expect(told(row, 'outcome', 'pr_url', 'branch').map(([outcome, url, branch]) => [outcome, url !== null, branch])).toEqual([
    [null, false, group.branch],
    ['changed', true, group.branch],
    ['changed', true, group.branch],
  ]);
  expect(refs().map((tip) => tip !== undefined)).toEqual([true, false, false]);
  expect(await publish(3, made)).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  expect([forge.pulls.length, refs()]).toEqual([3, [undefined, undefined, undefined]]);
});

test('what failed is kept at the refs, with the verifier that failed', async () => {
  const verifiers = [{ name: 'ok', command: ['test', '!', '-e', 'bad.txt'] }];
  const checked = await work(1, 'echo a > one/a.txt; echo a > two/bad.txt', { verifiers });
  expect(checked).toMatchObject({ build_passed: false, failed_verifier: 'ok', kept: { work: [{}, {}] } });
  const failed = await work(2, 'echo c > three/c.txt; exit 3');
  expect(failed).toMatchObject({ status: 'FAILED', kept: { work: [{}, {}, { repo: 'acme/three', commit: refs()[2] }] } });
  expect([group.pushed(), forge.pulls]).toEqual([[false, false, false], []]);
});
