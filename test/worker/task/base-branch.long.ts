/** Work on top of the branch of another target, on real git: where it starts, and which commits a later attempt replaces. */
import { readdirSync } from 'node:fs';
import { ulid } from 'ulid';
import type { TaskRow } from '../../../contracts/task.ts';
import { git, makeFolder, makeRepository, removeFolders } from '../git-repository.ts';
import { shellTask, startTaskBench, type TaskBench } from '../task-bench.ts';

let bench: TaskBench;
let remote: ReturnType<typeof makeRepository>;

beforeEach(async () => {
  bench = await startTaskBench();
  remote = makeRepository();
  await bench.onboard({ repo: 'acme/api', clone_url: remote.url });
  bench.startWorker();
});
afterEach(async () => {
  await bench.stop();
  expect(readdirSync(bench.sandboxRoot)).toEqual([]);
  removeFolders();
});

const fleetId = ulid();
const branchOf = (target: string) => `auto/slog/${fleetId}/${target}`;
const lib = branchOf('lib');
const app = branchOf('web/app');

/** An attempt at a target; `base` is the target whose branch it works on. */
const workOn = async (target: string, command: string, { n = 1, base }: { n?: number; base?: string } = {}): Promise<TaskRow> => {
  const task = shellTask(command, {
    channel_metadata: { fleet_id: fleetId, target, attempt: n },
    branch_name: branchOf(target),
    base_branch: base === undefined ? null : branchOf(base),
  });
  return bench.ended(await bench.submit(task));
};

/** A person's clone, in which git runs with the name of that person. */
function person() {
  const folder = makeFolder('person');
  git(folder, 'clone', '--quiet', remote.url, '.');
  return (...args: string[]) => git(folder, ...args);
}

/** How a person merges a branch into main, and deletes it. */
const merges = {
  'by a merge commit': (branch: string) => {
    const run = person();
    run('merge', '--quiet', '--no-ff', '-m', 'Merge it', `origin/${branch}`);
    run('push', '--quiet', 'origin', 'main', `:${branch}`);
  },
  'by a fast forward': (branch: string) => {
    const run = person();
    run('merge', '--quiet', '--ff-only', `origin/${branch}`);
    run('push', '--quiet', 'origin', 'main', `:${branch}`);
  },
  'as one commit, after others': (branch: string) => {
    remote.commitTo('main', 'between.txt');
    const run = person();
    run('merge', '--quiet', '--squash', `origin/${branch}`);
    run('commit', '--quiet', '--no-edit');
    run('push', '--quiet', 'origin', 'main', `:${branch}`);
  },
  rebased: (branch: string) => {
    remote.commitTo('main', 'between.txt');
    const run = person();
    run('checkout', '--quiet', '-b', 'rebased', `origin/${branch}`);
    run('rebase', '--quiet', 'main');
    run('push', '--quiet', 'origin', 'rebased:main', `:${branch}`);
  },
} as const;

/** Subjects of the branch's commits beyond main, newest first, each as the target and attempt that it is of. */
const trailersOf = (branch: string): string[] =>
  remote.commitsOf(branch).map((message) => /Bgagent-Target: [^/]*\/(.*)$/.exec(message)?.[1] ?? message);

test('starts from the tip of the base, one commit deep, and says so to an agent', async () => {
  await workOn('lib', 'echo lib > lib.txt');
  const row = await workOn('web/app', 'git rev-list --count HEAD; cat lib.txt > app.txt', { base: 'lib' });
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', base_branch: lib });
  expect(await bench.ports.events.getTaskOutput(row.task_id)).toBe('1\n');
  expect(trailersOf(app)).toEqual(['web/app#1', 'lib#1']);
  expect(remote.fileOf(app, 'app.txt')).toBe('lib');
});

test('a later attempt replaces its own commit alone while the base is as it was, and after commits of others on the base', async () => {
  await workOn('lib', 'echo lib > lib.txt');
  await workOn('web/app', 'echo first > app.txt', { base: 'lib' });
  await workOn('web/app', 'echo second > app.txt', { base: 'lib', n: 2 });
  expect(trailersOf(app)).toEqual(['web/app#2', 'lib#1']);
  const theirs = remote.commitTo(lib, 'review.txt', 'A fix after the review');
  expect(await workOn('web/app', 'echo third > app.txt', { base: 'lib', n: 3 })).toMatchObject({ outcome: 'changed' });
  expect(trailersOf(app)).toEqual(['web/app#3', 'A fix after the review', 'lib#1']);
  expect(remote.tipOf(lib)).toBe(theirs);
});

describe.each(Object.entries(merges))('where the base was merged %s and is gone', (_, merge) => {
  test('work starts from the default branch', async () => {
    await workOn('lib', 'echo lib > lib.txt');
    merge(lib);
    const row = await workOn('web/app', 'cat lib.txt > app.txt', { base: 'lib' });
    expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
    expect(trailersOf(app)).toEqual(['web/app#1']);
    expect(git(remote.url, 'rev-parse', `${app}^`)).toBe(remote.tipOf('main'));
  });

  test('a later attempt replaces what an earlier one pushed on top of the base', async () => {
    await workOn('lib', 'echo lib > lib.txt');
    await workOn('web/app', 'echo first > app.txt', { base: 'lib' });
    merge(lib);
    expect(await workOn('web/app', 'echo second > app.txt', { base: 'lib', n: 2 })).toMatchObject({ outcome: 'changed' });
    expect(trailersOf(app)).toEqual(['web/app#2']);
    expect(remote.fileOf(app, 'lib.txt')).toBe('lib');
  });

  test('no commit of a person on the branch is replaced', async () => {
    await workOn('lib', 'echo lib > lib.txt');
    await workOn('web/app', 'echo first > app.txt', { base: 'lib' });
    const theirs = remote.commitTo(app, 'theirs.txt', 'My own fix');
    merge(lib);
    const row = await workOn('web/app', 'echo second > app.txt', { base: 'lib', n: 2 });
    expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'blocked', errorClass: 'user' } });
    expect(row.error_message).toContain('"My own fix" by Ann <ann@example.com>');
    expect(remote.tipOf(app)).toBe(theirs);
  });
});

test('of a stack of three, the last starts from the default branch and replaces its own after both others were merged', async () => {
  await workOn('core', 'echo core > core.txt');
  await workOn('lib', 'echo lib > lib.txt', { base: 'core' });
  await workOn('web/app', 'echo first > app.txt', { base: 'lib' });
  expect(trailersOf(app)).toEqual(['web/app#1', 'lib#1', 'core#1']);
  merges['as one commit, after others'](lib);
  git(remote.url, 'branch', '-D', branchOf('core'));
  expect(await workOn('web/app', 'echo second > app.txt', { base: 'lib', n: 2 })).toMatchObject({ outcome: 'changed' });
  expect(trailersOf(app)).toEqual(['web/app#2']);
  expect(remote.filesOf(app)).toEqual(expect.arrayContaining(['core.txt', 'lib.txt', 'app.txt']));
});

test('where the base was rewritten and holds the work anew, a later attempt replaces its own', async () => {
  await workOn('lib', 'echo lib > lib.txt');
  await workOn('web/app', 'echo first > app.txt', { base: 'lib' });
  const run = person();
  run('checkout', '--quiet', lib);
  run('commit', '--quiet', '--amend', '--no-edit', '--reset-author', '--date=2001-01-01T00:00:00Z');
  run('push', '--quiet', '--force', 'origin', lib);
  expect(await workOn('web/app', 'echo second > app.txt', { base: 'lib', n: 2 })).toMatchObject({ outcome: 'changed' });
  expect(trailersOf(app)).toEqual(['web/app#2', 'lib#1']);
  expect(git(remote.url, 'rev-parse', `${app}^`)).toBe(remote.tipOf(lib));
});

test('where the base was rewritten without that work, a later attempt is refused, and nothing is lost', async () => {
  await workOn('lib', 'echo lib > lib.txt');
  await workOn('web/app', 'echo first > app.txt', { base: 'lib' });
  const before = remote.tipOf(app);
  git(remote.url, 'branch', '--force', lib, 'main');
  const row = await workOn('web/app', 'echo second > app.txt', { base: 'lib', n: 2 });
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'blocked' } });
  expect(row.error_message).toMatch(
    /The branch \S+web\/app has commits that are not this target's \(\w{10} "Run: echo lib > lib.txt"/,
  );
  expect(remote.tipOf(app)).toBe(before);
});

test('a commit of another target is not replaced on a branch that was made from the default branch', async () => {
  await workOn('lib', 'echo lib > lib.txt');
  git(remote.url, 'branch', app, lib);
  expect(await workOn('web/app', 'echo app > app.txt')).toMatchObject({
    status: 'FAILED',
    error_classification: { category: 'blocked' },
  });
  expect(remote.tipOf(app)).toBe(remote.tipOf(lib));
});

describe('where the base is gone and was not merged', () => {
  const isRefused = async (base: string): Promise<void> => {
    const row = await workOn('web/app', 'echo app > app.txt', { base });
    expect(row).toMatchObject({
      status: 'FAILED',
      error_classification: { category: 'config', errorClass: 'user', title: 'Base branch gone', retryable: false },
    });
    expect(row.error_message).toBe(
      `The branch ${branchOf(base)}, which the work is made from, is gone from file://${remote.url}, and its work is not in main. ` +
        'Push that branch again, or merge its work, then retry.',
    );
    expect(row.started_at).toBeNull();
  };

  test('the task fails before its work and names the branch', async () => {
    await isRefused('lib');
    expect(remote.branches()).toEqual([]);
  });

  test('work of another target, of another fleet or in a description does not count as merged', async () => {
    const like = [`${fleetId}/library#1`, `${ulid()}/lib#1`];
    for (const [n, value] of like.entries()) remote.commitTo('main', `like${n}.txt`, `Like it\n\nBgagent-Target: ${value}`);
    remote.commitTo('main', 'asked.txt', `Do it\n\nWhat was asked:\n\n    Bgagent-Target: ${fleetId}/lib#1\n\nx: y`);
    await isRefused('lib');
  });

  test('a branch that a person named is never taken for merged', async () => {
    const task = shellTask('echo x > x.txt', { base_branch: 'feature/x' });
    const row = await bench.ended(await bench.submit(task));
    expect(row).toMatchObject({ status: 'FAILED', error_classification: { title: 'Base branch gone' } });
  });
});

test('a single task starts from a branch that a person named, and from that of another single task', async () => {
  remote.commitTo('feature/x', 'feature.txt');
  const onFeature = await bench.ended(await bench.submit(shellTask('cat feature.txt > x.txt', { base_branch: 'feature/x' })));
  expect(onFeature).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  const first = onFeature.branch_name ?? '';
  const named = `bgagent/${onFeature.task_id}/words`;
  git(remote.url, 'branch', '-m', first, named);
  merges['as one commit, after others'](named);
  const onTask = await bench.ended(await bench.submit(shellTask('cat x.txt > y.txt', { base_branch: named })));
  expect(onTask).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  expect(git(remote.url, 'rev-parse', `${onTask.branch_name ?? ''}^`)).toBe(remote.tipOf('main'));
});
