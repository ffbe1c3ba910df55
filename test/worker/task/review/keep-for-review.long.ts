/** Attempts of a fleet that reviews: where their work is pushed, where they start, and what their rows say is kept. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, removeFolders } from '../../git-repository.ts';
import { startTaskBench, type TaskBench } from '../../task-bench.ts';
import { newTarget, shellAgents } from '../steps/step-bench.ts';
import { outputOf } from '../shared/shared-bench.ts';
import { pushOnto, reviewed } from './review-bench.ts';

let bench: TaskBench;
beforeAll(async () => {
  bench = await startTaskBench();
  bench.startWorker({ config: shellAgents, environment: { ...process.env, AWS_SECRET_ACCESS_KEY: 'a-secret-of-the-worker' } });
});
afterAll(async () => {
  await bench.stop();
  removeFolders();
});

const newReviewed = async () => reviewed(bench, await newTarget(bench));

test('each step goes on with the ref, and the branch is never there', async () => {
  const { remote, work, tip, ref, trailer } = await newReviewed();
  const title = `echo '{"pr_title": "Do a", "summary": "It does a-secret-of-the-worker"}' > "$BGAGENT_RESULT"`;
  const first = await work(1, `echo a > a.txt; ${title}`);
  expect(first).toMatchObject({ status: 'COMPLETED', outcome: 'changed', pr_url: null, commit: tip() });
  expect(first.kept).toEqual({
    work: [{ repo: first.repo, ref, commit: tip(), checks: [] }],
    pr_title: 'Do a',
    summary: 'It does ***',
  });
  const verifiers = [{ name: 'unit', command: ['sh', '-c', 'echo fine'] }];
  const second = await work(2, 'test -f a.txt && echo b > b.txt', { verifiers });
  const checks = [{ name: 'unit', command: 'echo fine', passed: true, said: 'fine' }];
  expect([first.change?.files, second.change?.files]).toEqual([1, 2]);
  expect(second.kept?.work).toEqual([{ repo: first.repo, ref, commit: tip(), checks }]);
  expect(remote.commitsOf(ref).map((message) => message.split('\n').at(-1))).toEqual([trailer(2), trailer(1)]);
  expect(remote.branches()).toEqual([]);
});

test('an attempt that changes nothing, reads only or is skipped keeps what is there', async () => {
  const { work, tip, ref } = await newReviewed();
  expect((await work(1, 'true')).kept).toBeUndefined();
  await work(2, 'echo a > a.txt');
  const there = [{ ref, commit: tip() }];
  expect(await work(3, 'true')).toMatchObject({ outcome: 'no_changes', kept: { work: there }, change: { files: 1 } });
  const reads = { resolved_workflow: { id: 'repo/inspect-v1', version: '1.0.0' }, params: { paths: 'a.txt' } };
  expect(await work(5, 'true', reads)).toMatchObject({ outcome: 'no_changes', kept: { work: there } });
  expect(await work(4, 'true', { unless_exists: ['a.txt'] })).toMatchObject({
    ...{ outcome: 'step_skipped', kept: { work: there }, change: { files: 1 } },
  });
});

test('a failed verifier and a failed agent leave their work at the ref, and the row names the verifier', async () => {
  const { work, tip, ref } = await newReviewed();
  const verifiers = [{ name: 'unit', command: ['false'] }];
  const failed = await work(1, 'echo a > a.txt', { verifiers });
  expect(failed).toMatchObject({ build_passed: false, failed_verifier: 'unit', kept: { work: [{ ref, commit: tip() }] } });
  const broken = await work(2, 'test -f a.txt && echo b > b.txt; exit 3');
  expect(broken).toMatchObject({ status: 'FAILED', commit: tip(), kept: { work: [{ ref, commit: tip(), checks: [] }] } });
  expect(broken.failed_verifier).toBeUndefined();
});

test('what a lost attempt left at the tip is dropped, also where nothing is changed', async () => {
  const { work, tip, ref } = await newReviewed();
  await work(1, 'echo a > a.txt');
  const first = tip();
  await work(2, 'echo lost > lost.txt');
  const row = await work(3, 'test ! -e lost.txt', { lost_attempts: [2] });
  expect(row).toMatchObject({ outcome: 'no_changes', kept: { work: [{ ref, commit: first }] } });
  expect(tip()).toBe(first);
  expect((await work(4, 'true', { lost_attempts: [1] })).kept).toBeUndefined();
});

describe('the ref of another', () => {
  test('is left alone where a person pushed to it during the work', async () => {
    const { remote, work, tip, ref } = await newReviewed();
    await work(1, 'echo a > a.txt');
    const theirs = git(remote.url, 'commit-tree', `${ref}^{tree}`, '-p', ref, '-m', 'Mine');
    const row = await work(2, `git -C '${remote.url}' update-ref ${ref} ${theirs}; echo b > b.txt`);
    expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'blocked' } });
    expect(row.error_message).toContain(`The ref ${ref} has commits that are not this target's`);
    expect(tip()).toBe(theirs);
  });

  test('is gone on with where a person pushed to it between two attempts; without start: branch it is not replaced', async () => {
    const { remote, work, tip, ref } = await newReviewed();
    await work(1, 'echo a > a.txt');
    const theirs = pushOnto(remote, ref);
    expect(await work(2, 'echo b > b.txt')).toMatchObject({ outcome: 'changed', kept: { work: [{ commit: tip() }] } });
    expect(git(remote.url, 'merge-base', theirs, ref)).toBe(theirs);
    const anew = await work(3, 'echo c > c.txt', { start: undefined });
    expect(anew).toMatchObject({ status: 'FAILED', error_classification: { title: 'Branch has other commits' } });
  });
});

/** A host with this hook; `refused` is what git says of the push. */
function refuse(folder: string, hook: 'pre-receive' | 'update' | 'config'): void {
  if (hook === 'config') {
    git(folder, 'config', 'transfer.hideRefs', 'refs/bgagent');
    return;
  }
  const line =
    hook === 'update'
      ? 'case $1 in refs/heads/*) ;; *) exit 1 ;; esac'
      : 'while read -r _ _ ref; do case $ref in refs/heads/*) ;; *) echo "only branches" >&2; exit 1 ;; esac; done';
  const file = join(folder, 'hooks', hook);
  writeFileSync(file, `#!/bin/sh\n${line}\n`);
  chmodSync(file, 0o755);
}

test.each(['pre-receive', 'update', 'config'] as const)(
  'where the host takes no such ref (%s), the branch has the work, and the task says so',
  async (hook) => {
    const { remote, branch, work, tip, attempts } = await newReviewed();
    refuse(remote.url, hook);
    const first = await work(1, 'echo a > a.txt');
    const onBranch = () => ({ work: [{ ref: `refs/heads/${branch}`, commit: remote.tipOf(branch) }] });
    expect(first).toMatchObject({ outcome: 'changed', kept: onBranch() });
    expect(await outputOf(bench, first)).toContain('where CI may start before the review');
    const events = await bench.ports.events.listTaskEvents(first.task_id, { limit: 100 });
    expect(events.items.map(({ event_type }) => event_type)).toContain('review_ref_refused');
    expect(await work(2, 'test -f a.txt && echo b > b.txt')).toMatchObject({ outcome: 'changed', kept: onBranch() });
    expect([tip(), attempts()]).toEqual([undefined, [1, 2]]);
  },
);
