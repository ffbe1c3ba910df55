/** Attempts that go on with their branch: where they start, what they may replace, and what of a failed one is kept. */
import { makeRepository, removeFolders } from '../../git-repository.ts';
import { startTaskBench, type TaskBench } from '../../task-bench.ts';
import { shellAgents, target } from './step-bench.ts';

let bench: TaskBench;
beforeAll(async () => {
  bench = await startTaskBench();
  bench.startWorker({ config: shellAgents });
});
afterAll(async () => {
  await bench.stop();
  removeFolders();
});

let count = 0;
async function newTarget() {
  const remote = makeRepository();
  count += 1;
  const repo = `acme/r${count}`;
  await bench.onboard({ repo, clone_url: remote.url });
  return { remote, ...target(bench, remote, repo) };
}

test('each step starts from the tip of the branch and adds its commit to it', async () => {
  const { remote, branch, attempt, attempts } = await newTarget();
  const first = await attempt(1, 'echo a > a.txt');
  expect(first).toMatchObject({ status: 'COMPLETED', outcome: 'changed', changed: true, commit: remote.tipOf(branch) });
  expect(first.diff_stat).toMatch(/^ a\.txt \| 1 \+\n 1 file changed/);
  const second = await attempt(2, 'test -f a.txt && echo b > b.txt');
  expect(second).toMatchObject({ outcome: 'changed', commit: remote.tipOf(branch) });
  expect(await attempt(3, 'true')).toMatchObject({ outcome: 'no_changes', changed: false });
  expect(attempts()).toEqual([1, 2]);
  expect(remote.filesOf(branch)).toEqual(expect.arrayContaining(['a.txt', 'b.txt']));
});
test.each([
  ['an exit code', 'echo half > half.txt; echo gone wrong >&2; exit 3', {}, ['FAILED', 'agent']],
  ['the time limit', 'echo half > half.txt; echo gone wrong; sleep 600', { timeout_s: 1 }, ['TIMED_OUT', 'timeout']],
])(
  'what failed with %s is kept without a pull request, and the next attempt goes on there',
  async (_, command, given, [status, category]) => {
    const { remote, branch, attempt, attempts } = await newTarget();
    const failed = await attempt(1, command, given);
    expect(failed).toMatchObject({
      status,
      error_classification: { category },
      changed: true,
      commit: remote.tipOf(branch),
      said: 'gone wrong',
      pr_url: null,
    });
    expect(await attempt(2, 'cat half.txt > whole.txt', { heal_context: 'It failed.' })).toMatchObject({ outcome: 'changed' });
    expect(attempts()).toEqual([1, 2]);
  },
);
