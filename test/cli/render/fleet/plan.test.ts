import { renderPlan } from '../../../../cli/render/fleet/plan.ts';
import { plainView } from '../../../../cli/render/view.ts';
import type { PlanView } from '../../../../contracts/http/plan.ts';
import { samplePlan } from '../../samples.ts';

const rendered = async (change: Partial<PlanView>, format: 'table' | 'csv' | 'name' = 'table') =>
  await renderPlan({ ...samplePlan, ...change }, format, plainView(0));

test('the targets stand in launch order, and below them limits, cost, and everything that is left out or doubtful', async () => {
  const text = await rendered({
    targets: [
      {
        path: 'users',
        group: 'default',
        repo: 'acme/users',
        repos: null,
        wave: 2,
        depends_on: [
          { path: 'auth', optional: false },
          { path: 'libs', optional: true },
        ],
      },
      { path: 'auth', group: 'default', repo: 'acme/auth', repos: null, wave: 1, depends_on: [] },
    ],
    waves: [['auth'], ['users']],
    launch_order: ['auth', 'users'],
    selection: { selected: 1, cut: 0, unmatched: [] },
    skipped: [{ repo: 'acme/old', code: 'REPO_NOT_ONBOARDED', message: 'not onboarded' }],
    warnings: [
      { path: '/title', code: 'ODD', message: 'It is long.' },
      { path: '', code: 'ODD', message: 'It is late.' },
    ],
  });
  expect(text.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
    'ORDER TARGET REPO WAVE NEEDS',
    '1 auth acme/auth 1',
    '2 users acme/users 2 auth, libs (optional)',
    '',
    '2 targets in 2 waves, 5 at a time, at most 1h 0m per attempt',
    'Cost: not known',
    ' No cost is known.',
    'Selected: 1 repository',
    'Skipped: acme/old: not onboarded',
    'Warning: /title: It is long.',
    'Warning: It is late.',
    'Nothing was started.',
  ]);
});

test('a fleet that publishes after a review says so', async () => {
  expect(await rendered({ publish: 'review' })).toContain(
    '\nReview: no pull request is opened before you approve what a target made.\n',
  );
  expect(await rendered({})).not.toContain('Review:');
});

test.each([
  [{ low: 1, expected: 2, high: 3.5 }, 'about $2.00, $1.00 to $3.50'],
  [{ low: 0, expected: 0, high: 0 }, 'about $0.00'],
  [{ low: null, expected: null, high: null }, 'not known'],
])('a cost of %j is told as %s, and its basis below', async (usd, told) => {
  const basis = 'From 4 finished tasks of coding/new-task-v1.';
  expect(await rendered({ estimate: { usd, basis } })).toContain(`\nCost: ${told}\n  ${basis}\n`);
});

test('CSV and names are the targets alone, for other tools', async () => {
  expect(await rendered({}, 'name')).toBe('auth\n');
  expect(await rendered({}, 'csv')).toBe('order,target,repo,wave,needs\n1,auth,acme/auth,1,\n');
});

test('without dependencies a table has no column for them', async () => {
  expect(await rendered({})).toMatch(/^ORDER +TARGET +REPO +WAVE *\n/);
});

test('what a target needs is cut at the width of the terminal', async () => {
  const depends_on = Array.from({ length: 100 }, (_, at) => ({ path: `libraries/library-${at}`, optional: false }));
  const targets = [{ path: 'users', group: 'default', repo: 'acme/users', repos: null, wave: 2, depends_on }];
  const text = await renderPlan({ ...samplePlan, targets, launch_order: ['users'] }, 'table', { ...plainView(0), columns: 80 });
  const [, row] = text.split('\n');
  expect(row?.length).toBeLessThanOrEqual(80);
  expect(row).toMatch(/libraries\/library-0, .*…\s*$/);
});

test('a plan without targets says so', async () => {
  expect(await rendered({ targets: [], waves: [], launch_order: [] })).toMatch(/^No target would run\.\n\n0 targets in 0 waves/);
});
