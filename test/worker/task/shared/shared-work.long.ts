/** Work in several repositories that goes wrong in one of them, or as a whole: what is told, what is kept, and what the next attempt finds. */
import { join } from 'node:path';
import { git, makeFolder, makeRepository, removeFolders } from '../../git-repository.ts';
import { startTaskBench, type TaskBench } from '../../task-bench.ts';
import { shellAgents } from '../steps/step-bench.ts';
import { newGroup, outputOf, told } from './shared-bench.ts';

let bench: TaskBench;
beforeAll(async () => {
  bench = await startTaskBench();
});
beforeEach(() => {
  bench.startWorker({ config: shellAgents, environment: { ...process.env, AWS_SECRET_ACCESS_KEY: 'a-secret-of-the-worker' } });
});
afterEach(() => bench.closeWorkers());
afterAll(async () => {
  await bench.stop();
  removeFolders();
});

const inEach = (command: string): string => `for each in */; do (cd $each; ${command}); done`;
const keeping = { keep_failed: true, start: 'branch' } as const;

test('of five clones one that fails fails the target, which begins once it can be cloned', async () => {
  const nowhere = join(makeFolder('later'), 'five.git');
  const { attempt, owner, pushed, remotes } = await newGroup(bench, {
    ...{ one: {}, two: {}, three: {}, four: {} },
    five: { onboarded: { clone_url: nowhere } },
  });
  const row = await attempt(1, inEach('echo a > a.txt'));
  expect(row.error_message).toContain(`${owner}/five: Could not clone`);
  expect(pushed()).toEqual([false, false, false, false, false]);
  git(nowhere.replace('/five.git', ''), 'clone', '--quiet', '--bare', remotes[4]?.url ?? '', 'five.git');
  expect(await attempt(2, inEach('echo a > a.txt'))).toMatchObject({
    status: 'COMPLETED',
    outcome: 'changed',
    error_message: null,
  });
  expect(pushed().slice(0, 4)).toEqual([true, true, true, true]);
});

test('a repository that others push to fails alone: what was pushed stays, and a retry replaces it', async () => {
  const { attempt, owner, branch, pushed, remotes } = await newGroup(bench, { one: {}, two: {}, three: {} });
  const [one, two] = remotes;
  const theirs = git(two?.url ?? '', 'commit-tree', 'main^{tree}', '-p', 'main', '-m', 'Mine');
  const move = `git -C '${two?.url ?? ''}' update-ref refs/heads/${branch} ${theirs}`;
  const row = await attempt(1, `${move}; ${inEach('echo first > a.txt')}`);
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'blocked' }, outcome: null });
  expect(row.error_message).toMatch(`${owner}/two: The branch ${branch} has commits that are not this target's`);
  expect(told(row, 'outcome', 'branch')).toEqual([
    ['changed', branch],
    [null, null],
    ['changed', branch],
  ]);
  git(two?.url ?? '', 'branch', '-D', branch);
  expect(await attempt(2, inEach('echo second > a.txt'))).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  expect([pushed(), one?.fileOf(branch, 'a.txt'), one?.commitsOf(branch).length]).toEqual([[true, true, true], 'second', 1]);
});

test('a secret in one keeps that one back, and all pull requests', async () => {
  const { attempt, owner, pushed } = await newGroup(bench, { one: { onboarded: { build_command: 'echo checked' } }, two: {} });
  const row = await attempt(1, 'echo a > one/a.txt; echo a-secret-of-the-worker > two/key.txt');
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { title: 'Secret in the change' }, build_passed: null });
  expect(row.error_message).toContain(`${owner}/two: The change adds a known secret, so nothing was committed: key.txt`);
  expect([told(row, 'outcome'), pushed()]).toEqual([
    [['changed'], [null]],
    [true, false],
  ]);
  expect(await outputOf(bench, row)).not.toContain('checked');
});

test.each([
  ['a folder is removed', 'rm -rf two', 'The work removed its folder'],
  ['a folder is a link to another', 'rm -rf two; ln -s one two', 'The work removed its folder'],
  ['a file is in the place of a folder', 'rm -rf two; echo > two', 'The work left a clone from which nothing can be committed'],
])('where %s, nothing is committed there', async (_, command, said) => {
  const { attempt, owner, pushed } = await newGroup(bench, { one: {}, two: {} });
  const row = await attempt(1, `echo a > one/a.txt; ${command}`);
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'agent' } });
  expect([row.error_message?.startsWith(`${owner}/two: ${said}`), pushed()]).toEqual([true, [true, false]]);
});

test('where the working folder itself is a link, nothing is read through it', async () => {
  const { attempt, pushed } = await newGroup(bench, { one: {}, two: {} });
  const elsewhere = makeFolder('elsewhere');
  git(elsewhere, 'init', '--quiet', 'one');
  const row = await attempt(
    1,
    `here=$PWD; cd ..; rm -rf "$here"; ln -s ${elsewhere} "$here"; echo private > ${elsewhere}/one/a.txt`,
  );
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'agent' } });
  expect(pushed()).toEqual([false, false]);
});

test('no repository changed: nothing is pushed, and the task never publishes', async () => {
  const { attempt, pushed } = await newGroup(bench, { one: { onboarded: { build_command: 'true' } }, two: {} });
  const row = await attempt(1, 'true');
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'no_changes', changed: false, build_passed: true });
  expect(told(row, 'outcome')).toEqual([['no_changes'], ['no_changes']]);
  const moves = bench.published.filter(({ task_id }) => task_id === row.task_id).map(({ status }) => status);
  expect([pushed(), moves]).toEqual([
    [false, false],
    ['HYDRATING', 'RUNNING', 'COMPLETED'],
  ]);
});

test('two repositories with the same name, and the same repository in two groups', async () => {
  const remote = makeRepository();
  const first = await newGroup(bench, { 'acme.api': { remote }, 'other.api': {} });
  const second = await newGroup(bench, { 'acme.api': { remote } });
  const rows = await Promise.all([first.attempt(1, inEach('echo 1 > a.txt')), second.attempt(1, inEach('echo 2 > a.txt'))]);
  expect(rows.map(({ outcome }) => outcome)).toEqual(['changed', 'changed']);
  expect([first.branch, second.branch].map((branch) => remote.fileOf(branch, 'a.txt'))).toEqual(['1', '2']);
  expect(first.pushed()).toEqual([true, true]);
});

test('twenty repositories are worked on together, and move once', async () => {
  const names = Array.from({ length: 20 }, (_, n) => `r${n}`);
  const { attempt, pushed, owner } = await newGroup(bench, Object.fromEntries(names.map((name) => [name, {}])));
  const row = await attempt(1, inEach('echo "$BGAGENT_REPOS" > a.txt'), {
    verifiers: [{ name: 'here', command: ['test', '-e', 'a.txt'] }],
  });
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', build_passed: true });
  expect(row.repositories?.map(({ repo }) => repo)).toEqual(names.map((name) => `${owner}/${name}`));
  expect(pushed()).toEqual(names.map(() => true));
  const moves = bench.published.filter(({ task_id }) => task_id === row.task_id).map(({ status }) => status);
  expect(moves).toEqual(['HYDRATING', 'RUNNING', 'FINALIZING', 'COMPLETED']);
});

test('a question keeps nothing', async () => {
  const { attempt, pushed } = await newGroup(bench, { one: {}, two: {} });
  const row = await attempt(1, `${inEach('echo a > a.txt')}; echo '{"question": "Which?"}' > "$BGAGENT_RESULT"`);
  expect(row).toMatchObject({ status: 'COMPLETED', question: 'Which?', outcome: null });
  expect([pushed(), row.repositories ?? null]).toEqual([[false, false], null]);
});

describe('heals', () => {
  test('go on from the branch of each repository that has one', async () => {
    const { attempt, branch, owner, pushed, remotes } = await newGroup(bench, { one: {}, two: {}, three: {} });
    const failed = await attempt(1, 'echo half > one/half.txt; echo half > two/half.txt; echo gone wrong; exit 3', keeping);
    expect(failed).toMatchObject({
      status: 'FAILED',
      error_classification: { category: 'agent' },
      changed: true,
      said: 'gone wrong',
    });
    expect(failed.diff_stat).toContain(`${owner}/one:\n half.txt`);
    expect(told(failed, 'outcome', 'branch')).toEqual([
      [null, branch],
      [null, branch],
      [null, null],
    ]);
    const healing = { ...keeping, heal_context: 'It failed.' };
    const command = 'printf "%s" "$PROMPT" | grep "earlier attempts" | grep -c "^- "; cat two/half.txt > three/whole.txt';
    const healed = await attempt(2, command, healing);
    expect(healed).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
    expect(await outputOf(bench, healed)).toBe('2\n');
    expect(told(healed, 'outcome', 'branch')).toEqual([
      ['no_changes', branch],
      ['no_changes', branch],
      ['changed', branch],
    ]);
    expect([pushed(), remotes[0]?.commitsOf(branch).length]).toEqual([[true, true, true], 1]);
  });

  test('that change nothing in any repository are idle, unless all checks hold', async () => {
    const { attempt, owner } = await newGroup(bench, { one: { onboarded: { build_command: 'test -e fixed.txt' } }, two: {} });
    const healing = { ...keeping, heal_context: 'It failed.' };
    const failed = await attempt(1, inEach('echo a > a.txt'), keeping);
    expect(failed).toMatchObject({ build_passed: false, said: `${owner}/one:\n` });
    const idle = await attempt(2, 'true', healing);
    expect(idle).toMatchObject({ status: 'FAILED', error_classification: { title: 'Heal changed nothing' }, changed: false });
    expect(idle.error_message).toBe(`The heal changed nothing: ${owner}/one: verifier "build" failed: exit code 1`);
    expect(await attempt(3, 'echo a > one/fixed.txt', healing)).toMatchObject({ outcome: 'changed', build_passed: true });
    expect(await attempt(4, 'true', healing)).toMatchObject({ outcome: 'no_changes', build_passed: true });
  });
});

test('the time limit is one for all, and names the repository whose verifier reached it', async () => {
  const slow = { verifiers: [{ name: 'slow', command: ['sleep', '600'] }] };
  const { attempt, owner, branch, pushed } = await newGroup(bench, {
    one: { onboarded: { build_command: 'true' } },
    two: slow,
    three: slow,
  });
  const row = await attempt(1, inEach('echo a > a.txt'), { ...keeping, timeout_s: 2 });
  expect(row).toMatchObject({ status: 'TIMED_OUT', error_classification: { category: 'timeout' } });
  expect(row.error_message).toBe(`${owner}/two: The time limit of 2 s was reached in verifier "slow".`);
  expect(told(row, 'build_passed', 'branch')).toEqual([
    [true, branch],
    [null, branch],
    [null, branch],
  ]);
  expect(pushed()).toEqual([true, true, true]);
});

test('a task that is cancelled pushes nothing', async () => {
  const { row, pushed } = await newGroup(bench, { one: {}, two: {} });
  const id = await bench.submit(row(1, `${inEach('echo a > a.txt')}; sleep 600`, keeping));
  await bench.until(id, ({ status }) => status === 'RUNNING');
  await bench.ports.tasks.moveTaskIfStatus(id, { from: ['RUNNING'], to: 'CANCELLED', now: Date.now() });
  await bench.gone(id);
  expect(pushed()).toEqual([false, false]);
});
