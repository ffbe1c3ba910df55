import { makePlan } from '../../../core/plan/plan.ts';
import type { GroupEntry, PlacedEntry, PlanSpec, TargetEntry } from '../../../core/plan/plan-spec.ts';

type Entry = string | (Partial<TargetEntry> & { repo: string });

const entry = (given: Entry): TargetEntry => ({
  id: null,
  dependsOn: [],
  base: null,
  vars: {},
  taskDescription: null,
  maxTurns: null,
  prNumber: null,
  issueNumber: null,
  verifiers: null,
  ...(typeof given === 'string' ? { repo: given } : given),
});

const newTask = {
  id: 'coding/new-task-v1',
  needsOneOf: ['issue_number', 'task_description'],
  acceptsPr: false,
  shell: false,
  merges: false,
} as const;
const prReview = { id: 'coding/pr-review-v1', needsOneOf: ['pr_number'], acceptsPr: true, shell: false, merges: false } as const;
const shell = { id: 'shell/run-v1', needsOneOf: [], acceptsPr: false, shell: true, merges: false } as const;

const spec = (entries: readonly Entry[], more: Partial<PlanSpec> = {}): PlanSpec => ({
  workflow: newTask,
  taskDescription: 'Do it.',
  params: {},
  pullRequest: { title: null, body: null },
  isOnboarded: () => true,
  unonboarded: 'reject',
  elsewhere: new Map(),
  nearest: () => [],
  mostDependencies: { listed: 1_000, ofGroups: 100, ranges: 100 },
  mostShared: { repos: 3, verifierBytes: 200, texts: 60 },
  longest: { description: 100, title: 20, body: 50 },
  mostProblems: 100,
  groups: [],
  ...more,
  entries: entries.map((given, index) => ({ entry: entry(given), pointer: `/targets/${String(index)}` })),
});

function planned(made: PlanSpec) {
  const result = makePlan(made);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.plan;
}

function problems(made: PlanSpec): string[] {
  const result = makePlan(made);
  return result.ok ? [] : result.problems.map(({ path, code }) => `${code} ${path}`);
}

describe('names', () => {
  test.each<[string, Entry[], string[]]>([
    ['the repository’s name', ['acme/auth', 'acme/users'], ['auth', 'users']],
    ['owner.name for both where names clash', ['acme/api', 'globex/api', 'acme/web'], ['acme.api', 'globex.api', 'web']],
    ['an id wins, the other one gives way', [{ repo: 'acme/x', id: 'api' }, 'globex/api'], ['api', 'globex.api']],
    [
      'one repository twice, with ids',
      [
        { repo: 'acme/a', id: 'one' },
        { repo: 'acme/a', id: 'two' },
      ],
      ['one', 'two'],
    ],
    ['one repository twice, one with an id', [{ repo: 'acme/a', id: 'one' }, 'acme/a'], ['one', 'a']],
    ['one repository twice without ids, case ignored', ['acme/a', 'ACME/a', 'acme/b'], ['a', 'b']],
  ])('%s', (_, entries, paths) => {
    expect(planned(spec(entries)).targets.map(({ path }) => path)).toEqual(paths);
  });

  test('a repeated repository is a warning at its place', () => {
    const { warnings, targets } = planned(spec(['acme/a', 'acme/b', 'ACME/a']));
    expect(warnings).toEqual([
      { path: '/targets/2', code: 'DUPLICATE_TARGET', message: expect.stringContaining('ACME/a') as string },
    ]);
    expect(targets.map(({ ordinal, pointer }) => [ordinal, pointer])).toEqual([
      [0, '/targets/0'],
      [1, '/targets/1'],
    ]);
  });

  test.each<[Entry[], string[]]>([
    [
      [
        { repo: 'acme/x', id: 'x' },
        { repo: 'acme/x', id: 'x' },
      ],
      ['DUPLICATE_ID /targets/1/id'],
    ],
    [[{ repo: 'acme/x', id: 'acme.api' }, 'acme/api', 'globex/api'], ['DUPLICATE_ID /targets/1']],
    [[{ repo: 'acme/x', id: 'a/b' }], ['BAD_NAME /targets/0/id']],
    [[{ repo: 'acme/x', id: '' }], ['BAD_NAME /targets/0/id']],
    [[{ repo: 'acme/x', id: '-x' }], ['BAD_NAME /targets/0/id']],
    [[{ repo: 'acme/x', id: 'x'.repeat(65) }], ['BAD_NAME /targets/0/id']],
    [
      [
        { repo: 'acme/x', id: 'x..y' },
        { repo: 'acme/y', id: 'x.lock' },
      ],
      ['BAD_NAME /targets/0/id', 'BAD_NAME /targets/1/id'],
    ],
    [['acme/.github'], ['BAD_NAME /targets/0']],
  ])('%j → %j', (entries, expected) => {
    expect(problems(spec(entries))).toEqual(expected);
  });
});

describe('onboarding', () => {
  const isOnboarded = (repo: string): boolean => repo !== 'acme/b' && repo !== 'acme/d';

  test('all that are missing are named', () => {
    expect(problems(spec(['acme/a', 'acme/b', 'acme/c', 'acme/d'], { isOnboarded }))).toEqual([
      'REPO_NOT_ONBOARDED /targets/1',
      'REPO_NOT_ONBOARDED /targets/3',
    ]);
  });

  test('or left out, and the rest is numbered without a gap', () => {
    const plan = planned(spec(['acme/a', 'acme/b', 'acme/c', 'acme/d'], { isOnboarded, unonboarded: 'skip' }));
    expect(plan.targets.map(({ path, ordinal }) => [path, ordinal])).toEqual([
      ['a', 0],
      ['c', 1],
    ]);
    expect(plan.skipped.map(({ repo, code }) => [repo, code])).toEqual([
      ['acme/b', 'REPO_NOT_ONBOARDED'],
      ['acme/d', 'REPO_NOT_ONBOARDED'],
    ]);
  });

  test('nothing may be left', () => {
    const plan = planned(spec(['acme/b'], { isOnboarded, unonboarded: 'skip' }));
    expect([plan.targets, plan.groups, plan.waves, plan.launchOrder]).toEqual([[], [], [], []]);
  });
});

describe('texts and inputs', () => {
  test.each<[string, PlanSpec, string[]]>([
    [
      'a placeholder nobody knows',
      spec(['acme/a', 'acme/b'], { taskDescription: '{{rpo}}' }),
      ['UNKNOWN_PLACEHOLDER /task_description'],
    ],
    ['a missing param', spec(['acme/a'], { taskDescription: '{{params.go}}' }), ['UNKNOWN_PLACEHOLDER /task_description']],
    [
      'a missing var, only where it is missing',
      spec(['acme/a', { repo: 'acme/b', vars: { port: 1 } }, 'acme/c'], { taskDescription: '{{vars.port}}' }),
      ['UNKNOWN_PLACEHOLDER /targets/0', 'UNKNOWN_PLACEHOLDER /targets/2'],
    ],
    [
      'a target’s own text',
      spec(['acme/a', { repo: 'acme/b', taskDescription: '{{nope}}' }]),
      ['UNKNOWN_PLACEHOLDER /targets/1/task_description'],
    ],
    ['a long text', spec(['acme/a'], { taskDescription: 'x'.repeat(101) }), ['TOO_LONG /task_description']],
    [
      'a text that becomes long',
      spec(
        [
          { repo: 'acme/a', vars: { long: 'x'.repeat(101) } },
          { repo: 'acme/b', vars: { long: 'x' } },
        ],
        { taskDescription: '{{vars.long}}' },
      ),
      ['TOO_LONG /task_description'],
    ],
    ['no description', spec(['acme/a', 'acme/b'], { taskDescription: null }), ['INVALID_VALUE /task_description']],
    ['a blank description', spec(['acme/a'], { taskDescription: ' \n' }), ['INVALID_VALUE /task_description']],
    [
      'a description that becomes blank',
      spec([{ repo: 'acme/a', vars: { x: '' } }], { taskDescription: '{{vars.x}}' }),
      ['INVALID_VALUE /task_description'],
    ],
    [
      'a blank description of one target',
      spec(['acme/a', { repo: 'acme/b', taskDescription: ' ' }]),
      ['INVALID_VALUE /targets/1'],
    ],
    ['an issue instead', spec([{ repo: 'acme/a', issueNumber: 3 }], { taskDescription: null }), []],
    ['a pull request where none is wanted', spec([{ repo: 'acme/a', prNumber: 3 }]), ['INVALID_VALUE /targets/0/pr_number']],
    [
      'no pull request where one is wanted',
      spec([{ repo: 'acme/a', prNumber: 3 }, 'acme/b'], { workflow: prReview }),
      ['INVALID_VALUE /targets/1'],
    ],
    ['no command', spec(['acme/a', 'acme/b'], { workflow: shell }), ['INVALID_VALUE /params/command']],
    [
      'a command that is no text',
      spec(['acme/a'], { workflow: shell, params: { command: 3 } }),
      ['INVALID_VALUE /params/command'],
    ],
    ['a command', spec(['acme/a'], { workflow: shell, taskDescription: null, params: { command: 'make {{fmt}}' } }), []],
    [
      'the pull request’s texts',
      spec(['acme/a'], { pullRequest: { title: '{{params.t}}', body: '{{oops}}' }, params: { t: '' } }),
      ['INVALID_VALUE /pull_request/title', 'UNKNOWN_PLACEHOLDER /pull_request/body'],
    ],
    [
      'long texts of the pull request',
      spec(['acme/a'], { pullRequest: { title: 'x'.repeat(21), body: 'x'.repeat(51) } }),
      ['TOO_LONG /pull_request/title', 'TOO_LONG /pull_request/body'],
    ],
    [
      'everything at once',
      spec(
        [
          { repo: 'acme/a', id: '!' },
          { repo: 'acme/b', prNumber: 1 },
        ],
        { taskDescription: '{{x}}' },
      ),
      ['BAD_NAME /targets/0/id', 'UNKNOWN_PLACEHOLDER /task_description', 'INVALID_VALUE /targets/1/pr_number'],
    ],
  ])('%s', (_, made, expected) => {
    expect(problems(made)).toEqual(expected);
  });
});

describe('the largest fleet', () => {
  const repos = Array.from({ length: 10_000 }, (_, at) => `acme/r${String(at)}`);

  test('hears of a hundred problems and one more, however many there are', () => {
    const taskDescription = Array.from({ length: 3_000 }, (_, at) => `{{vars.v${String(at)}}}`).join('');
    expect(problems(spec(repos, { taskDescription }))).toHaveLength(101);
  });

  test('has its texts measured without being made: together they would have 100 GB', () => {
    const made = spec(repos, { taskDescription: '{{params.x}}'.repeat(3_000), params: { x: 'x'.repeat(4_000) } });
    expect(problems({ ...made, longest: { ...made.longest, description: 12_000_000 } })).toEqual([]);
    expect(problems(made)).toHaveLength(101);
  });

  test('a name of any length is repeated in part', () => {
    const result = makePlan(spec([{ repo: 'acme/a', id: '!'.repeat(1_000_000) }, 'acme/b'], { taskDescription: '{{x}}' }));
    expect(JSON.stringify(result).length).toBeLessThan(10_000);
  });
});

test('a list is one group, one wave, in order', () => {
  const plan = planned(spec(['acme/a', 'acme/b', 'acme/c']));
  expect(plan.groups).toEqual([{ path: 'default', from: 0, to: 3 }]);
  expect(plan.waves).toEqual([[0, 1, 2]]);
  expect(plan.launchOrder).toEqual([0, 1, 2]);
});

describe('groups', () => {
  const place = (entries: readonly Entry[], at: string): PlacedEntry[] =>
    entries.map((given, index) => ({ entry: entry(given), pointer: `${at}/targets/${String(index)}` }));
  const group = (at: string, name: string, entries: readonly Entry[], more: Partial<GroupEntry> = {}): GroupEntry => ({
    pointer: at,
    name,
    targets: place(entries, at),
    groups: [],
    dependsOn: [],
    maxConcurrency: null,
    needsApproval: false,
    ...more,
  });

  test('are ranges of ordinals, depth first; the targets outside come first', () => {
    const inner = group('/groups/0/groups/0', 'ui', ['acme/web'], { maxConcurrency: 1, needsApproval: true });
    const plan = planned(
      spec(['acme/root'], { groups: [group('/groups/0', 'back', ['acme/a', 'acme/b'], { groups: [inner] })] }),
    );
    expect(plan.targets.map(({ path, group: of }) => [path, of])).toEqual([
      ['root', 'default'],
      ['back/a', 'back'],
      ['back/b', 'back'],
      ['back/ui/web', 'back/ui'],
    ]);
    expect(plan.groups).toEqual([
      { path: 'default', from: 0, to: 1 },
      { path: 'back', from: 1, to: 4 },
      { path: 'back/ui', from: 3, to: 4, maxConcurrency: 1, approval: 'required' },
    ]);
  });

  test('a name is taken once among siblings, and again elsewhere', () => {
    const groups = [group('/groups/0', 'api', ['acme/x']), group('/groups/1', 'two', ['acme/x', { repo: 'acme/y', id: 'api' }])];
    expect(problems(spec(['acme/api'], { groups }))).toEqual(['DUPLICATE_ID /groups/0/name']);
    expect(planned(spec([], { groups })).targets.map(({ path }) => path)).toEqual(['api/x', 'two/x', 'two/api']);
    const twice = [group('/groups/0', 'g', ['acme/x']), group('/groups/1', 'g', ['acme/y'])];
    expect(problems(spec([], { groups: twice }))).toEqual(['DUPLICATE_ID /groups/1/name']);
  });

  test.each([
    ['default', 'BAD_NAME /groups/0/name'],
    ['a/b', 'BAD_NAME /groups/0/name'],
    ['x.lock', 'BAD_NAME /groups/0/name'],
  ])('%s is no name for one', (name, problem) => {
    expect(problems(spec([], { groups: [group('/groups/0', name, ['acme/x'])] }))).toEqual([problem]);
  });

  test('without targets is refused; one that is left without any goes, with a warning', () => {
    expect(problems(spec(['acme/a'], { groups: [group('/groups/0', 'g', [])] }))).toEqual(['EMPTY_GROUP /groups/0']);
    const gone = planned(
      spec(['acme/a'], {
        groups: [group('/groups/0', 'g', ['acme/nope'])],
        unonboarded: 'skip',
        isOnboarded: (repo) => repo !== 'acme/nope',
      }),
    );
    expect(gone.groups).toEqual([{ path: 'default', from: 0, to: 1 }]);
    expect(gone.warnings.map(({ code, path }) => [code, path])).toEqual([['EMPTY_GROUP', '/groups/0']]);
  });
});
