/** How a target whose repositories share a sandbox is shown: in its detail, in lists, in a plan, and as a task. */
import { renderPlan } from '../../../cli/render/fleet/plan.ts';
import { renderTarget } from '../../../cli/render/fleet/target-detail.ts';
import { targetLines } from '../../../cli/render/fleet/target-lines.ts';
import { renderRows } from '../../../cli/render/rows/rows.ts';
import { rowsOfTargets } from '../../../cli/render/rows/target-rows.ts';
import { taskRows } from '../../../cli/render/rows/task-rows.ts';
import { renderTask } from '../../../cli/render/task-status.ts';
import { plainView } from '../../../cli/render/view.ts';
import type { RepositoryOutcome } from '../../../contracts/shared-repos.ts';
import { samplePlan, sampleTarget, sampleTask } from '../samples.ts';

const view = { ...plainView(0), columns: 120 };
const one = (repo: string, more: Partial<RepositoryOutcome>): RepositoryOutcome => ({
  ...{ repo, outcome: null, build_passed: null, branch: null, commit: null, pr_url: null, message: null },
  ...more,
});
const pull = (n: number): string => `https://forge.test/acme/auth/pulls/${n}`;
const repositories = [
  one('acme/auth', { outcome: 'changed', branch: 'b', pr_url: pull(1) }),
  one('acme/users', { branch: 'b', message: 'verifier "test" failed\nexit code 1' }),
  one('acme/mail', { outcome: 'no_changes' }),
  one('acme/web', { branch: 'b' }),
  one('acme/late', { outcome: 'changed', pr_url: pull(2) }),
  one('acme/none', {}),
];
const repos = repositories.map(({ repo }) => ({ repo, folder: repo.slice(5) }));
const backend = sampleTarget({ path: 'backend', group: 'backend', repos, repositories, pr_url: pull(1) });

const lines = [
  '    ✓ acme/auth   changed     https://forge.test/acme/auth/pulls/1',
  '    ✗ acme/users  failed      b · verifier "test" failed',
  '    ✓ acme/mail   no changes',
  '      acme/web    pushed      b',
  '    ✓ acme/late   changed     https://forge.test/acme/auth/pulls/2',
  '      acme/none',
];

test('the detail of a target and a task have one line for each', () => {
  expect(renderTarget(backend, view).split('\n')).toEqual(expect.arrayContaining(['  Repositories:', ...lines]));
  const task = renderTask(sampleTask({ repo: 'acme/auth', repositories, pr_url: pull(1) }), view);
  expect(task.split('\n')).toEqual(expect.arrayContaining(['  Repositories:', ...lines]));
  for (const text of [renderTarget(backend, view), task]) expect(text).not.toMatch(/Repository:|Pull request:/);
});

test('before anything is known the detail names the folders', () => {
  expect(renderTarget({ ...backend, repositories: null }, view)).toContain(
    '      acme/auth   in auth/\n      acme/users  in users/\n',
  );
});

test('a line and a row show the first pull request and how many more there are, and CSV all names', async () => {
  const done = { ...backend, status: 'SUCCEEDED' as const, outcome: 'changed' as const, failure: null };
  expect(targetLines([done], 10, view).join(' ')).toContain(`${pull(1)} and 1 more pull request`);
  const rows = (format: 'table' | 'csv' | 'name') => renderRows([done], rowsOfTargets([done]), format, { ...view, columns: 200 });
  expect(await rows('table')).toContain(`${pull(1)} and 1 more pull request`);
  expect(await rows('csv')).toContain(',acme/auth acme/users acme/mail acme/web acme/late acme/none,');
  const tasks = await renderRows([sampleTask({ repo: 'acme/auth', repositories })], taskRows, 'table', view);
  expect(tasks).toContain('acme/auth and 5 more');
  expect(await rows('name')).toBe('acme/auth\nacme/users\nacme/mail\nacme/web\nacme/late\nacme/none\n');
});

test('a plan has all names, cut at the width of the terminal, and counts them', async () => {
  const names = Array.from({ length: 20 }, (_, at) => `acme/repository-${at}`);
  const targets = [
    { path: 'web', group: 'default', repo: 'acme/web', repos: null, wave: 1, depends_on: [] },
    { path: 'backend', group: 'backend', repo: 'acme/repository-0', repos: names, wave: 1, depends_on: [] },
  ];
  const plan = { ...samplePlan, targets, launch_order: ['web', 'backend'] };
  const text = await renderPlan(plan, 'table', { ...view, columns: 80 });
  expect(text).toMatch(/^2 +backend +acme\/repository-0 acme\/repository-1 .*… +1$/m);
  expect(text).toContain('2 targets of 21 repositories in 1 wave');
  expect(await renderPlan(plan, 'csv', view)).toContain(names.join(' '));
});
