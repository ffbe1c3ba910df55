/** Attempts that go on with their branch: where they start, what they may replace, and what of a failed one is kept. */
import { execFileSync } from 'node:child_process';
import { durationsSchema } from '../../../../contracts/durations.ts';
import { isTaskEnded } from '../../../../contracts/task-transitions.ts';
import type { WorkerPorts } from '../../../../worker/hold/worker-setup.ts';
import { git, removeFolders } from '../../git-repository.ts';
import { startTaskBench, type TaskBench } from '../../task-bench.ts';
import { newTarget, shellAgents } from './step-bench.ts';

let bench: TaskBench;
beforeAll(async () => {
  bench = await startTaskBench();
});
beforeEach(() => {
  bench.startWorker({ config: shellAgents, environment: { ...process.env, BGAGENT_TOKEN: 'a-secret-of-the-worker' } });
});
afterEach(() => bench.closeWorkers());
afterAll(async () => {
  await bench.stop();
  removeFolders();
});

test('each step starts from the tip of the branch and adds its commit to it', async () => {
  const { remote, branch, attempt, attempts } = await newTarget(bench);
  const first = await attempt(1, 'echo a > a.txt');
  expect(first).toMatchObject({ status: 'COMPLETED', outcome: 'changed', changed: true, commit: remote.tipOf(branch) });
  expect(first.diff_stat).toMatch(/^ a\.txt \| 1 \+\n 1 file changed/);
  expect(first.change).toMatchObject({ files: 1, added: 1, removed: 0, cut: false });
  const second = await attempt(2, 'test -f a.txt && echo b > b.txt');
  expect(second).toMatchObject({ outcome: 'changed', commit: remote.tipOf(branch) });
  expect(second.change).toMatchObject({ files: 2, added: 2 });
  const third = await attempt(3, 'true');
  expect(third).toMatchObject({ outcome: 'no_changes', changed: false, change: second.change });
  const skipped = await attempt(4, 'true', { unless_exists: ['a.txt'] });
  expect(skipped).toMatchObject({ outcome: 'step_skipped', change: second.change });
  expect((await bench.ports.events.getDiff(skipped.task_id))?.files.map(({ path }) => path)).toEqual(['a.txt', 'b.txt']);
  expect(attempts()).toEqual([1, 2]);
});

describe('the change of a branch', () => {
  test.each([
    ['in a clone that has all', 1],
    ['beyond what was cloned of it', 60],
  ])('is what it has beyond its base, which has gone on, %s', async (_, commits) => {
    const { remote, branch, attempt } = await newTarget(bench);
    git(remote.url, 'config', 'uploadpack.allowFilter', 'true');
    const given = { repo: `acme/far${commits}` };
    await bench.onboard({ ...given, clone_url: `file://${remote.url}` });
    await attempt(1, 'echo a > a.txt; rm one.txt', given);
    commitsOnTop(remote.url, branch, commits);
    remote.commitTo('main', 'later.txt');
    const { change, task_id } = await attempt(2, 'echo b > b.txt', given);
    const files = (await bench.ports.events.getDiff(task_id))?.files.map(({ path, status }) => `${status} ${path}`);
    expect(files).toEqual(['added a.txt', 'added b.txt', 'added many.txt', 'deleted one.txt']);
    expect(change).toMatchObject({ files: 4, added: 3, removed: 1 });
  });
});

test('a task without steps writes what it pushed, and no list of files', async () => {
  const { remote, branch, attempt } = await newTarget(bench);
  const { start, keep_failed, ...row } = await attempt(1, 'echo a > a.txt', { start: undefined, keep_failed: undefined });
  expect([start, keep_failed]).toEqual([undefined, undefined]);
  expect(row).toMatchObject({ changed: true, commit: remote.tipOf(branch) });
  expect(row).not.toHaveProperty('diff_stat');
});

describe('what a failed attempt changed', () => {
  test.each([
    ['an exit code', 'echo half > half.txt; echo gone wrong >&2; exit 3', {}, ['FAILED', 'agent']],
    ['the time limit', 'echo half > half.txt; echo gone wrong; sleep 600', { timeout_s: 1 }, ['TIMED_OUT', 'timeout']],
    [
      'a file that is not there',
      'echo half > half.txt; echo gone wrong',
      { expects: ['whole.txt', '*.txt', 'docs/**/*.md'] },
      ['FAILED', 'verification'],
    ],
  ])('is kept after %s, and the next attempt goes on there', async (_, command, given, [status, category]) => {
    const { remote, branch, attempt, attempts } = await newTarget(bench);
    const failed = await attempt(1, command, given);
    expect(failed).toMatchObject({ status, error_classification: { category }, changed: true, said: 'gone wrong', pr_url: null });
    expect(failed.commit).toBe(remote.tipOf(branch));
    expect(failed.diff_stat).toContain('half.txt');
    expect(await attempt(2, 'cat half.txt > whole.txt', { heal_context: 'It failed.' })).toMatchObject({ outcome: 'changed' });
    expect(attempts()).toEqual([1, 2]);
  });

  test('is kept after a verifier, with the last that it printed', async () => {
    const { remote, branch, attempt } = await newTarget(bench);
    const says = `i=0; while [ $i -lt 400 ]; do echo "line $i"; i=$((i+1)); done; exit 1`;
    const verifiers = [{ name: 'unit', command: ['sh', '-c', says] }];
    const row = await attempt(1, 'echo a > a.txt', { verifiers });
    expect(row).toMatchObject({ status: 'COMPLETED', build_passed: false, changed: true, commit: remote.tipOf(branch) });
    expect(row.said).toMatch(/line 399$/);
    expect(row.said?.length).toBeGreaterThan(1_500);
    expect(row.error_message?.length).toBeLessThan(700);
  });

  test('is not kept where the task does not ask for it', async () => {
    const { remote, attempt } = await newTarget(bench);
    const row = await attempt(1, 'echo half > half.txt; exit 3', { keep_failed: false });
    expect(row).toMatchObject({ status: 'FAILED' });
    expect(row.commit ?? null).toBeNull();
    expect(remote.branches()).toEqual([]);
  });

  test('is not kept where it holds a secret, and the failure stays what it was', async () => {
    const { remote, attempt } = await newTarget(bench);
    const config = {
      ...shellAgents,
      agents: { a: { command: ['sh', '-c', 'echo $KEY > key.txt; exit 3'], env: { KEY: '$KEY' } } },
    };
    await bench.closeWorkers();
    bench.startWorker({ config, environment: { ...process.env, KEY: 'sk-very-secret-of-a-provider' } });
    const row = await attempt(1, 'true');
    expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'agent' }, commit: null });
    expect(remote.branches()).toEqual([]);
    expect(await bench.ports.events.getTaskOutput(row.task_id)).toContain('is not kept: The change adds a known secret');
  });

  test('is not kept where the attempt was cancelled', async () => {
    const { remote, row } = await newTarget(bench);
    const id = await bench.submit(row(1, 'echo half > half.txt; sleep 600'));
    await bench.until(id, ({ status }) => status === 'RUNNING');
    await bench.ports.tasks.moveTaskIfStatus(id, { from: ['RUNNING'], to: 'CANCELLED', now: Date.now() });
    await bench.gone(id);
    expect(remote.branches()).toEqual([]);
  });

  test('that cannot be pushed leaves the failure as it was', async () => {
    const { remote, attempt, branch } = await newTarget(bench);
    await attempt(1, 'echo a > a.txt');
    const theirs = git(remote.url, 'commit-tree', `${branch}^{tree}`, '-p', branch, '-m', 'Mine');
    const row = await attempt(2, `git -C '${remote.url}' update-ref refs/heads/${branch} ${theirs}; echo half > b.txt; exit 3`);
    expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'agent' }, changed: true, commit: null });
    expect(await bench.ports.events.getTaskOutput(row.task_id)).toContain('is not kept: The branch');
    expect(remote.tipOf(branch)).toBe(theirs);
  });
});

describe('commits at the tip', () => {
  test('of an attempt that was lost are dropped, with what was lost above them', async () => {
    const { attempt, attempts } = await newTarget(bench);
    await attempt(1, 'echo a > a.txt');
    await attempt(2, 'echo lost > lost.txt');
    await attempt(3, 'echo lost > more.txt');
    const row = await attempt(4, 'test ! -e lost.txt && test ! -e more.txt && echo b > b.txt', { lost_attempts: [2, 3] });
    expect(row).toMatchObject({ outcome: 'changed' });
    expect(attempts()).toEqual([1, 4]);
  });

  test('of a lost attempt stay where a person built on them', async () => {
    const { remote, branch, attempt, attempts } = await newTarget(bench);
    await attempt(1, 'echo lost > lost.txt');
    remote.commitTo(branch, 'mine.txt');
    expect(await attempt(2, 'test -e lost.txt && echo b > b.txt', { lost_attempts: [1] })).toMatchObject({ outcome: 'changed' });
    expect(attempts()).toEqual([1, 0, 2]);
  });

  test('of this attempt are dropped where more of them are there than were cloned', async () => {
    const { remote, branch, attempt, attempts, trailer } = await newTarget(bench);
    await attempt(1, 'echo a > a.txt');
    let tip = branch;
    const again = `Again\n\n${trailer(2)}`;
    for (let n = 0; n < 60; n += 1) tip = git(remote.url, 'commit-tree', 'main^{tree}', '-p', tip, '-m', again);
    git(remote.url, 'update-ref', `refs/heads/${branch}`, tip);
    expect(await attempt(2, 'test -e a.txt && echo b > b.txt')).toMatchObject({ outcome: 'changed' });
    expect(attempts()).toEqual([1, 2]);
  });
});

/** A worker that pushes and dies before it writes the end. */
async function diesAtTheEnd(id: string): Promise<void> {
  const { tasks } = bench.ports;
  const killed = Promise.withResolvers<undefined>();
  const dying: WorkerPorts = {
    ...bench.ports,
    tasks: {
      ...tasks,
      renewLeaseOfHold: () => Promise.reject(new Error('killed')),
      moveTaskIfStatus(taskId, move) {
        if (!isTaskEnded(move.to)) return tasks.moveTaskIfStatus(taskId, move);
        killed.resolve(undefined);
        return Promise.reject(new Error('killed'));
      },
    },
  };
  const durations = durationsSchema.parse({ task_lease_s: 600, cancel_check_s: 600 });
  const worker = bench.startWorker({ config: shellAgents, durations }, dying);
  await killed.promise;
  await worker.close();
  await tasks.renewLeaseOfHold(id, 1, { until: Date.now() - 1 });
  for (const message of bench.messages.values()) message.visibleAt = 0;
}

test.each([
  ['worked', 'echo b >> b.txt', { status: 'COMPLETED', outcome: 'changed' }],
  ['failed', 'echo b >> b.txt; exit 3', { status: 'FAILED', changed: true }],
])(
  'an attempt that %s, and whose worker died after its push, is done again and not on top of itself',
  async (_, command, end) => {
    const { attempt, attempts, row, file, remote, branch } = await newTarget(bench);
    await attempt(1, 'echo a > a.txt');
    await bench.closeWorkers();
    const id = await bench.submit(row(2, command));
    await diesAtTheEnd(id);
    expect(attempts()).toEqual([1, 2]);
    bench.startWorker({ config: shellAgents });
    const again = await bench.ended(id);
    expect(again).toMatchObject({ ...end, claim: 2, commit: remote.tipOf(branch) });
    expect(attempts()).toEqual([1, 2]);
    expect(file('b.txt')).toBe('b');
  },
);

describe('a branch that moves during the work', () => {
  test('with a commit of a person is left alone', async () => {
    const { remote, branch, attempt, attempts } = await newTarget(bench);
    await attempt(1, 'echo a > a.txt');
    const theirs = git(remote.url, 'commit-tree', `${branch}^{tree}`, '-p', branch, '-m', 'Mine');
    const row = await attempt(2, `git -C '${remote.url}' update-ref refs/heads/${branch} ${theirs}; echo b > b.txt`);
    expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'blocked' } });
    expect(row.error_message).toContain('"Mine" by Ann');
    expect(attempts()).toEqual([1, 0]);
  });

  test('with a late commit of an earlier attempt is replaced from there on', async () => {
    const { remote, branch, attempt, attempts, trailer } = await newTarget(bench);
    await attempt(1, 'echo a > a.txt');
    const late = git(remote.url, 'commit-tree', `${branch}^{tree}`, '-p', branch, '-m', `Late\n\n${trailer(2)}`);
    const row = await attempt(3, `git -C '${remote.url}' update-ref refs/heads/${branch} ${late}; echo b > b.txt`);
    expect(row).toMatchObject({ outcome: 'changed' });
    expect(attempts()).toEqual([1, 3]);
  });

  test('with a commit of a later attempt is left alone', async () => {
    const { remote, branch, attempt, attempts, trailer } = await newTarget(bench);
    await attempt(1, 'echo a > a.txt');
    const later = git(remote.url, 'commit-tree', `${branch}^{tree}`, '-p', branch, '-m', `Later\n\n${trailer(3)}`);
    const row = await attempt(2, `git -C '${remote.url}' update-ref refs/heads/${branch} ${later}; echo b > b.txt`);
    expect(row).toMatchObject({ error_classification: { category: 'blocked' } });
    expect(attempts()).toEqual([1, 3]);
  });

  test('to another history is left alone, and one that was deleted is there again with all of its work', async () => {
    const { remote, branch, attempt, attempts } = await newTarget(bench);
    await attempt(1, 'echo a > a.txt');
    const other = git(remote.url, 'commit-tree', 'main^{tree}', '-p', 'main', '-m', 'Rewritten');
    const row = await attempt(2, `git -C '${remote.url}' update-ref refs/heads/${branch} ${other}; echo b > b.txt`);
    expect(row).toMatchObject({ error_classification: { category: 'blocked' } });
    expect(remote.tipOf(branch)).toBe(other);
    expect(await attempt(3, `git -C '${remote.url}' branch -D ${branch}; echo c > c.txt`)).toMatchObject({ outcome: 'changed' });
    expect(attempts()).toEqual([0, 3]);
  });
});

test('a person who changes the branch between two steps is respected', async () => {
  const { remote, branch, attempt, attempts, file } = await newTarget(bench);
  await attempt(1, 'echo a > a.txt');
  remote.writeTo(branch, 'a.txt', 'better\n');
  await attempt(2, 'cp a.txt b.txt');
  expect(attempts()).toEqual([1, 0, 2]);
  expect(file('b.txt')).toBe('better');
});

/** Commits of a person at the tip of a branch, made by one process. */
function commitsOnTop(folder: string, branch: string, count: number): void {
  const from = `from refs/heads/${branch}^0\n`;
  const commits = Array.from({ length: count }, (_, n) =>
    [
      `commit refs/heads/${branch}\ncommitter A <a@example.com> ${n} +0000\ndata 1\nc\n`,
      ...(n === 0 ? [from] : []),
      `M 100644 inline many.txt\ndata ${String(n).length + 1}\n${n}\n\n`,
    ].join(''),
  );
  execFileSync('git', ['fast-import', '--quiet'], { cwd: folder, input: commits.join('') });
}
