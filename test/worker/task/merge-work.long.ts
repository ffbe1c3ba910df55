/** Merges without a forge, on real repositories: a fast-forward push of the default branch. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ulid } from 'ulid';
import type { TaskRow } from '../../../contracts/task.ts';
import { git, makeFolder, makeRepository, removeFolders } from '../git-repository.ts';
import { startTaskBench, taskRow, type TaskBench } from '../task-bench.ts';

const fleetId = ulid();
const branch = `bgagent/${fleetId}/api`;

let bench: TaskBench;
let remote: ReturnType<typeof makeRepository>;

beforeEach(async () => {
  bench = await startTaskBench();
  remote = makeRepository();
  await bench.onboard({ repo: 'acme/api', clone_url: remote.url });
});
afterEach(async () => {
  await bench.stop();
  removeFolders();
});

/** A commit as a worker makes it. */
const workOn = (name: string): string => remote.commitTo(branch, name, `Write ${name}\n\nBgagent-Target: ${fleetId}/api#1`);

const merge = async (given: Partial<TaskRow> = {}): Promise<TaskRow> =>
  bench.ended(
    await bench.submit(
      taskRow({
        resolved_workflow: { id: 'coding/merge-v1', version: '1.0.0' },
        branch_name: branch,
        channel_metadata: { fleet_id: fleetId, target: 'api', attempt: 2 },
        ...given,
      }),
    ),
  );
const startWorker = () => bench.startWorker({ allowDirectMerge: true });

test('the branch is merged by a fast-forward, and once more is no failure', async () => {
  startWorker();
  const head = workOn('a.txt');
  expect(await merge({ expected_commit: head })).toMatchObject({ status: 'COMPLETED', outcome: 'changed', pr_url: null });
  expect(remote.tipOf('main')).toBe(head);
  expect(await merge({ expected_commit: head })).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  // A person asked again, so no commit is expected: it is the work of this target that was merged.
  expect(await merge()).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  expect(remote.tipOf('main')).toBe(head);
});

test('a branch that was merged by hand and deleted counts as merged', async () => {
  startWorker();
  const head = workOn('a.txt');
  git(remote.url, 'update-ref', 'refs/heads/main', head);
  remote.commitTo('main', 'later.txt');
  git(remote.url, 'branch', '-D', branch);
  expect(await merge({ expected_commit: head })).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
});

test('a branch that is not there, or has nothing of its own, is skipped', async () => {
  startWorker();
  expect(await merge()).toMatchObject({ status: 'COMPLETED', outcome: 'step_skipped' });
  git(remote.url, 'branch', branch, 'main');
  expect(await merge()).toMatchObject({ status: 'COMPLETED', outcome: 'step_skipped' });
});

test('another head than the expected one is not merged, but by a person who asks again', async () => {
  startWorker();
  const head = workOn('a.txt');
  const other = remote.commitTo(branch, 'b.txt');
  const main = remote.tipOf('main');
  const moved = await merge({ expected_commit: head });
  expect(moved).toMatchObject({ status: 'FAILED', error_classification: { category: 'verification', title: 'Head moved' } });
  expect(moved.error_message).toContain(`The branch ${branch} is at ${other.slice(0, 10)}, and not at ${head.slice(0, 10)}`);
  expect(remote.tipOf('main')).toBe(main);
  expect(await merge()).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  expect(remote.tipOf('main')).toBe(other);
});

test('a branch that is gone, and was not merged, is not skipped where a commit is expected', async () => {
  startWorker();
  const head = workOn('a.txt');
  git(remote.url, 'branch', '-D', branch);
  const gone = await merge({ expected_commit: head });
  expect(gone).toMatchObject({ status: 'FAILED', error_classification: { title: 'Head moved' } });
  expect(gone.error_message).toContain(`The branch ${branch} is gone`);
});

test('a base with other commits is a conflict, and stays as it is', async () => {
  startWorker();
  const head = workOn('a.txt');
  const main = remote.commitTo('main', 'b.txt');
  const conflict = await merge({ expected_commit: head });
  expect(conflict).toMatchObject({ status: 'FAILED', error_classification: { category: 'blocked', title: 'Merge conflict' } });
  expect(conflict.error_message).toContain('Restack it');
  expect(remote.tipOf('main')).toBe(main);
});

test('it is refused where the setting is off, and where its params are wrong', async () => {
  const worker = bench.startWorker();
  const head = workOn('a.txt');
  const off = await merge({ expected_commit: head });
  expect(off).toMatchObject({ status: 'FAILED', error_classification: { category: 'config', title: 'Not configured' } });
  expect(off.error_message).toContain('allow_direct_merge');
  await worker.close();
  startWorker();
  const wrong = await merge({ params: { method: 'octopus' } });
  expect(wrong.error_message).toBe('params.method must be one of merge, squash, rebase.');
});

test('a folder whose default branch is checked out gets the files, unless it has changes', async () => {
  startWorker();
  const folder = makeFolder('own');
  git(folder, 'clone', '--quiet', remote.url, '.');
  await bench.onboard({ repo: 'acme/api', clone_url: folder });
  const commit = (name: string): string => {
    git(folder, 'checkout', '--quiet', '-B', branch);
    writeFileSync(join(folder, name), name);
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '-m', name);
    git(folder, 'checkout', '--quiet', 'main');
    return git(folder, 'rev-parse', branch);
  };
  const first = commit('a.txt');
  const merged = await merge({ expected_commit: first, params: { method: 'squash' } });
  expect(merged).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  expect(git(folder, 'status', '--porcelain')).toBe('');
  expect(git(folder, 'ls-files')).toContain('a.txt');
  expect(await bench.ports.events.getTaskOutput(merged.task_id)).toContain('Without a forge there is no squash');
  const second = commit('b.txt');
  writeFileSync(join(folder, 'one.txt'), 'mine');
  const refused = await merge({ expected_commit: second });
  expect(refused).toMatchObject({ status: 'FAILED', error_classification: { category: 'blocked', title: 'Merge refused' } });
  expect(git(folder, 'rev-parse', 'main')).toBe(first);
});
