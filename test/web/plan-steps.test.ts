/** What a fleet will do, in words; how careful it is; and a fleet that is submitted again. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { PlanView } from '../../contracts/http/plan.ts';
import { submitBody } from '../../contracts/http/submit.ts';
import { defaultSettings } from '../../core/settings.ts';
import { settingsView } from '../../contracts/settings.ts';
import { parse } from 'yaml';
import { editFleet } from '../../web/submit/edit-fleet.ts';
import { readFleet, type Body } from '../../web/submit/fleet-document.ts';
import { remake, retryText } from '../../web/submit/from-fleet.ts';
import { planSteps } from '../../web/submit/plan-steps.ts';
import { carefulness, carefulnessOf, editsOf } from '../../web/submit/presets.ts';

type Planned = PlanView['targets'][number];
const target = (path: string, more: Partial<Planned> = {}): Planned => ({
  ...{
    path,
    group: path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : 'default',
    repo: `acme/${path}`,
    repos: null,
    wave: 1,
    depends_on: [],
  },
  ...more,
});
const plan = (targets: readonly Planned[], more: Partial<PlanView> = {}): PlanView => ({
  ...{
    targets: [...targets],
    skipped: [],
    selection: null,
    warnings: [],
    waves: [],
    launch_order: targets.map(({ path }) => path),
  },
  estimate: { usd: { low: null, expected: null, high: null }, basis: '' },
  limits: { max_concurrency: 5, timeout_s: 3600, max_turns: null, auto_retry_max: 2, user_task_cap: 0 },
  ...{ steps: [], publish: 'auto', report: null, spec_hash: '' },
  ...more,
});
const words = (body: Body, made: PlanView) =>
  planSteps(body, made).map(({ title, note }) => [title, ...(note === undefined ? [] : [note])].join(': '));

const grouped = {
  groups: [
    { name: 'platform', targets: ['acme/auth', 'acme/users', 'acme/sessions'] },
    { name: 'payments', targets: ['acme/billing', 'acme/invoices'], approval: 'required' },
  ],
};
const five = ['platform/auth', 'platform/users', 'platform/sessions', 'payments/billing', 'payments/invoices'].map((path) =>
  target(path),
);
const usualRule = 'If more than 20 % of what finished has failed: it launches nothing more and waits for you.';
const early = ' The same if the first 3 all fail in one way.';

describe('the steps of a plan', () => {
  test('canary, then approval of a group, then the limit', () => {
    expect(words({ ...grouped, canary: { count: 1 }, max_concurrency: 4 }, plan(five))).toEqual([
      'Canary: 1 target alone',
      'Waits for you: You look at the first result, then continue.',
      '2 targets at the same time',
      'Waits for an approval of payments: It asks when nothing else can start.',
      '2 targets of payments at the same time',
      usualRule + early,
    ]);
  });

  test.each<[string, Body, PlanView, string[]]>([
    [
      'more than fit',
      { targets: ['a/a'], max_concurrency: 2 },
      plan(five.slice(0, 3)),
      ['3 targets, 2 at a time: One ends, the next starts.', usualRule + early],
    ],
    ['one', { targets: ['a/a'] }, plan([target('a')]), ['1 target', usualRule]],
    ['a canary of all', { targets: ['a/a'], canary: { count: 3 } }, plan([target('a')]), ['Canary: 1 target alone', usualRule]],
    [
      'an approval at the start',
      { targets: ['a/a'], require_approval: true },
      plan([target('a')]),
      ['Waits for you: Nothing starts before it is approved.', '1 target', usualRule],
    ],
    [
      'a pace',
      { targets: ['a/a'], ramp: { start: 2, factor: 2 }, launches_per_minute: 1 },
      plan([target('a')]),
      [
        '1 target: It begins with 2 at a time, and takes 2 times as many when they succeed. It starts 1 target a minute at most.',
        usualRule,
      ],
    ],
    [
      'waves',
      { targets: ['a/a'] },
      plan([target('a'), target('b', { wave: 2, depends_on: [{ path: 'a', optional: false }] }), target('c', { wave: 2 })]),
      ['3 targets, 5 at a time: What they depend on comes first: 1, then 2.', usualRule + early],
    ],
    [
      'a review and pauses',
      { targets: ['a/a'], publish: 'review', pause_between: 'steps' },
      plan([target('a')], {
        publish: 'review',
        steps: [
          { name: 'design', workflow_ref: 'x', gate: false, batches: null },
          { name: 'build', workflow_ref: 'x', gate: true, batches: { file: 'tasks.md', size: 5 } },
        ],
      }),
      [
        '1 target',
        'Each target takes 2 steps: design → waits for you → build (5 tasks of tasks.md at a time).',
        'Waits for you before each further step of a target',
        'Each change waits for a review: No pull request is opened before a person has approved it.',
        usualRule,
      ],
    ],
    ['no limit', { targets: ['a/a'], failure: null }, plan([target('a')]), ['1 target', 'Failures never stop it']],
    [
      'other limits',
      { targets: ['a/a'], failure: { threshold_percent: 5, threshold_count: 2, of: 'total', unit: 'group', action: 'abort' } },
      plan([target('a')]),
      ['1 target', 'If more than 5 % of all groups has failed, or 2 groups failed: it launches nothing more, and ends.'],
    ],
    [
      'a budget',
      { targets: ['a/a'], budget: { fleet_usd: 50 } },
      plan([target('a')]),
      [
        '1 target',
        usualRule,
        'Never more than $50.00 in all: An attempt may cost $5.00. Where the next one could go beyond the limit, it launches nothing more and waits for you.',
      ],
    ],
    [
      'what an earlier fleet says',
      { retry_of: '01J00000000000000000000000', targets: ['a/a'] },
      plan([target('a')]),
      ['1 target', 'Settings that it does not say are those of 01J00000000000000000000000: They are not shown here.'],
    ],
    [
      'a preset',
      { targets: ['a/a'], preset: { name: 'phases' }, failure: null },
      plan([target('a')]),
      [
        '1 target',
        'Failures never stop it',
        'The preset says the budget, and how failures are healed: Write budget or heal to say otherwise.',
      ],
    ],
  ])('%s', (_, body, made, expected) => {
    expect(words(body, made)).toEqual(expected);
  });

  test('what depends on a group that waits for an approval comes after it', () => {
    const made = plan([target('b/x'), target('c', { wave: 2, depends_on: [{ path: 'b', optional: false }] }), target('d')]);
    const body = { targets: ['a/c', 'a/d'], groups: [{ name: 'b', approval: 'required', targets: ['a/x'] }] };
    expect(planSteps(body, made).map(({ title, targets }) => [title, targets])).toEqual([
      ['1 target', ['d']],
      ['Waits for an approval of b', undefined],
      ['2 targets, 5 at a time', ['b/x', 'c']],
      ['If more than 20 % of what finished has failed', undefined],
    ]);
  });

  test('there are none of a request that is refused', () => {
    expect(planSteps({ nonsense: 1 }, plan([]))).toEqual([]);
  });
});

describe('how careful a fleet is', () => {
  const start = '# mine\ntitle: x\nfailure: { threshold_count: 3, action: abort }\ncanary: { count: 4 }\n';

  test.each(carefulness)('%s is what it is after it was chosen, and leaves other settings', (name) => {
    const text = editFleet(start, editsOf(name));
    expect(carefulnessOf(readFleet(text).body ?? {})).toBe(name);
    expect(text).toContain('# mine\ntitle: x\n');
    expect(parse(text)).toMatchObject({ failure: { action: 'abort' } });
  });

  test.each<[Body, string | undefined]>([
    [{}, 'usual'],
    [{ max_concurrency: 5 }, 'usual'],
    [{ max_concurrency: 6 }, undefined],
    [{ failure: null }, undefined],
    [{ failure: { threshold_count: 2 } }, undefined],
    [{ canary: { count: 1 }, max_concurrency: 3, failure: { threshold_percent: 10 } }, 'careful'],
  ])('%j is %s', (body, name) => {
    expect(carefulnessOf(body)).toBe(name);
  });
});

describe('a fleet that is submitted again', () => {
  const fleet = {
    ...settingsView(defaultSettings),
    ...{
      fleet_id: '01J00000000000000000000000',
      title: 'Old',
      workflow_ref: 'coding/new-task-v1',
      task_description: 'Do {{repo}}.',
      params: {},
    },
    ...{ agent: null, model: null, max_turns: null, context: null, report: null, verifiers: [], pull_request: { draft: true } },
    ...{
      require_approval: true,
      max_concurrency: 3,
      budget: { fleet_usd: 50, target_usd: 5, heal_usd: 2 },
      failure: null,
      steps: [],
      selector: null,
      skipped: [],
      teams: ['payments'],
    },
    groups: [
      { path: 'default' },
      {
        path: 'b',
        max_concurrency: 1,
        approval: 'given',
        sandbox: null,
        groups: [{ path: 'b/s', max_concurrency: null, approval: null, sandbox: 'shared', groups: [] }],
      },
    ],
  } as unknown as FleetView;
  const row = (path: string, more: object = {}) => ({
    path,
    id: path.split('/').at(-1),
    group: 'default',
    repo: `acme/${path}`,
    repos: null,
    vars: {},
    depends_on: [],
    ...more,
  });
  const rows = [
    row('auth'),
    row('b/users', {
      group: 'b',
      repo: 'acme/users',
      vars: { port: '1' },
      depends_on: [
        { path: 'auth', optional: false },
        { path: 'b/s', optional: true },
      ],
    }),
    row('b/s', {
      group: 'b',
      repo: 'acme/x',
      repos: [
        { repo: 'acme/x', folder: 'x' },
        { repo: 'globex/x', folder: 'globex.x' },
      ],
    }),
  ] as never[];

  test('has the targets and settings that are shown, and only those that are not the default', () => {
    const { text, notes } = remake(fleet, rows);
    expect(parse(text)).toEqual({
      ...{ title: 'Old', task_description: 'Do {{repo}}.', pull_request: { draft: true }, targets: ['acme/auth'] },
      groups: [
        {
          ...{ name: 'b', max_concurrency: 1, approval: 'required' },
          targets: [{ repo: 'acme/users', vars: { port: '1' }, depends_on: ['/auth', { path: '/b/s', optional: true }] }],
          groups: [{ name: 's', sandbox: 'shared', targets: ['acme/x', { repo: 'globex/x', id: 'globex.x' }] }],
        },
      ],
      ...{
        max_concurrency: 3,
        failure: null,
        budget: { fleet_usd: 50, target_usd: 5, heal_usd: 2 },
        require_approval: true,
        teams: ['payments'],
      },
    });
    expect(submitBody.safeParse(parse(text)).success).toBe(true);
    expect(notes).toHaveLength(2);
  });

  test('has its steps from the old one, as they are not shown', () => {
    const stepped = { ...fleet, steps: [{ name: 'design' }], selector: { repos: ['**'] }, skipped: [{}] } as unknown as FleetView;
    const { text, notes } = remake(stepped, rows.slice(0, 1));
    expect(parse(text)).toMatchObject({ retry_of: fleet.fleet_id, targets: ['acme/auth'] });
    expect(notes.join(' ')).toMatch(/design.*selector.*1 repositor/);
  });

  test('of what failed only says so', () => {
    expect(parse(retryText(fleet))).toEqual({ title: 'Old', retry_of: fleet.fleet_id });
  });
});
