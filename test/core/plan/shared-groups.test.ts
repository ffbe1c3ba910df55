import type { GroupInput } from '../../../contracts/http/submit.ts';
import { placesOf, planOf, problemsOf, type specOf, target, type Asked } from './request-plan.ts';

const group = (targets: GroupInput['targets'], more: Partial<GroupInput> = {}): GroupInput => ({
  name: 'backend',
  sandbox: 'shared',
  targets,
  ...more,
});
const backend = group(['acme/auth', 'acme/users']);
const newTask = { id: 'coding/new-task-v1', needsOneOf: [], acceptsPr: false, shell: false, merges: false } as const;

const folders = (asked: Asked): (string[] | undefined)[] =>
  planOf(asked).targets.map(({ entry }) => entry.shared?.map(({ folder }) => folder));

describe('the target', () => {
  test('a group is one target, which has its path, and is alone in it', () => {
    const { targets, groups } = planOf({ targets: ['acme/web'], groups: [{ name: 'all', groups: [backend] }] });
    expect(targets[1]).toMatchObject({ path: 'all/backend', id: 'backend', group: 'all/backend', pointer: '/groups/0/groups/0' });
    expect(targets[1]?.entry).toMatchObject({ repo: 'acme/auth', verifiers: null, dependsOn: [] });
    expect(groups).toEqual([
      { path: 'default', from: 0, to: 1 },
      { path: 'all', from: 1, to: 2 },
      { path: 'all/backend', from: 1, to: 2, shared: true },
    ]);
  });

  test('its repositories keep their own verifiers, and the group its gate', () => {
    const verifiers = [{ name: 'test', command: ['true'] }];
    const { targets, groups } = planOf({
      groups: [group([{ repo: 'acme/auth', id: 'a', verifiers }, 'acme/users'], { approval: 'required' })],
    });
    expect(targets[0]?.entry.shared).toEqual([
      { repo: 'acme/auth', folder: 'a', verifiers },
      { repo: 'acme/users', folder: 'users', verifiers: null },
    ]);
    expect(groups).toEqual([{ path: 'backend', from: 0, to: 1, approval: 'required', shared: true }]);
  });

  test.each<[string, NonNullable<GroupInput['targets']>, string[]]>([
    ['the repository’s name', ['acme/auth', 'acme/users'], ['auth', 'users']],
    ['with its owner where two clash', ['acme/api', 'globex/api', 'acme/web'], ['acme.api', 'globex.api', 'web']],
    ['upper and lower case clash too', ['acme/API', 'globex/api'], ['acme.API', 'globex.api']],
    [
      'an id gives another name, and the other one gives way',
      [{ repo: 'acme/x', id: 'Api' }, 'globex/api'],
      ['Api', 'globex.api'],
    ],
  ])('folders: %s', (_, targets, names) => {
    expect(folders({ groups: [group(targets)] })).toEqual([names]);
  });

  test('a repository that is not onboarded is left out, and a group without any', () => {
    const isOnboarded = (repo: string): boolean => repo !== 'acme/users';
    const asked = { groups: [backend, group(['acme/users'], { name: 'other' })] };
    const plan = planOf(asked, { unonboarded: 'skip', isOnboarded });
    expect(plan.targets.map(({ path, entry }) => [path, entry.shared?.length])).toEqual([['backend', 1]]);
    expect(plan.skipped.map(({ repo }) => repo)).toEqual(['acme/users', 'acme/users']);
    expect(plan.warnings).toMatchObject([{ code: 'EMPTY_GROUP', path: '/groups/1' }]);
    expect(placesOf(asked, { isOnboarded })).toEqual([
      'REPO_NOT_ONBOARDED /groups/0/targets/1',
      'REPO_NOT_ONBOARDED /groups/1/targets/0',
    ]);
  });

  test('one repository in two such groups is a warning, told once', () => {
    const third = group(['acme/users', 'ACME/auth'], { name: 'third' });
    const { warnings } = planOf({ groups: [backend, group(['acme/auth'], { name: 'other' }), third] });
    expect(warnings).toEqual([
      {
        path: '/groups/1',
        code: 'REPEATED_REPOSITORY',
        message:
          'acme/auth is in the groups backend and other, which share a sandbox each: it is worked on twice, on two branches.',
      },
      expect.objectContaining({ path: '/groups/2', code: 'REPEATED_REPOSITORY' }),
    ]);
  });
});

describe('references', () => {
  test.each(['backend', '/backend', 'backend/users', 'acme/users', 'ACME/auth'])('%s means the target', (reference) => {
    const { targets } = planOf({ targets: [target('web', [reference])], groups: [backend] });
    expect(targets[0]?.dependsOn).toEqual([{ path: 'backend', optional: false }]);
  });

  test('dependencies of the group are those of the target', () => {
    const { waves, groupDependencies } = planOf({
      targets: [target('lib')],
      groups: [{ ...backend, depends_on: ['lib'] }],
    });
    expect(waves).toEqual([[0], [1]]);
    expect(groupDependencies.get('backend')).toEqual([{ path: 'lib', optional: false }]);
  });

  test('two references to it are one dependency', () => {
    const { warnings } = planOf({ targets: [target('web', ['backend', 'acme/auth'])], groups: [backend] });
    expect(warnings).toMatchObject([{ code: 'REPEATED_DEPENDENCY', path: '/targets/0/depends_on/1' }]);
  });

  test('a repository in two of them means neither', () => {
    const groups = [backend, group(['acme/auth'], { name: 'other' })];
    expect(problemsOf({ targets: [target('web', ['acme/auth'])], groups })[0]?.message).toBe(
      '"acme/auth" is the repository of 2 targets. Write the path of one of them: backend, other.',
    );
  });

  test('a misspelt one is told once, though group and target have one path', () => {
    expect(problemsOf({ targets: [target('web', ['backen'])], groups: [backend] })[0]?.message).toBe(
      '"backen" is no target and no group of the fleet. Did you mean backend?',
    );
  });

  test('one to a repository of it that is left out says so', () => {
    const more = { unonboarded: 'skip', isOnboarded: (repo: string) => repo !== 'acme/users' } as const;
    expect(problemsOf({ targets: [target('web', ['backend/users'])], groups: [backend] }, more)[0]?.message).toBe(
      '"backend/users" is not in the fleet: its repository acme/users is not onboarded and is left out. Take the dependency out, or make it optional.',
    );
  });

  test('no target can work on its branches', () => {
    const asked = { targets: [target('auth', ['backend'], { base: 'backend' })], groups: [backend] };
    expect(problemsOf(asked)).toEqual([
      {
        path: '/targets/0/base',
        code: 'INVALID_VALUE',
        message: 'backend works on several repositories, which share a sandbox: no other target can work on its branches.',
      },
    ]);
  });

  test('its results are passed on under each of its names', () => {
    const text = '{{deps.backend.outcome}} {{deps.backend/users.pr_url}} {{deps.acme/auth.branch}}';
    const asked = { targets: [target('web', ['backend'], { task_description: text })], groups: [backend] };
    expect([...(planOf(asked).targets[0]?.passes ?? [])]).toEqual([
      ['backend', 1],
      ['backend/users', 1],
      ['acme/auth', 1],
    ]);
  });
});

describe('problems', () => {
  const all = {
    ...{ depends_on: ['x'], base: 'x', vars: { port: 1 }, task_description: 'Do it.' },
    ...{ max_turns: 3, pr_number: 1, issue_number: 2 },
  };
  const long = [{ name: 'test', command: ['x'.repeat(200)] }];

  test.each<[string, GroupInput, string[]]>([
    [
      'all that belongs to the task',
      group([{ repo: 'acme/auth', ...all }]),
      ['depends_on', 'base', 'vars', 'task_description', 'max_turns', 'pr_number', 'issue_number'].map(
        (key) => `INVALID_VALUE /groups/0/targets/0/${key}`,
      ),
    ],
    ['too many', group(['acme/a', 'acme/b', 'acme/c', 'acme/d']), ['TOO_LONG /groups/0/targets']],
    ['too much to verify', group([{ repo: 'acme/a', verifiers: long }]), ['TOO_LONG /groups/0/targets']],
    [
      'groups and a cap',
      group(['acme/a'], { max_concurrency: 2, groups: [{ name: 'in', targets: ['acme/b'] }] }),
      ['INVALID_VALUE /groups/0/groups', 'INVALID_VALUE /groups/0/max_concurrency'],
    ],
    [
      'one repository twice',
      group([
        { repo: 'acme/a', id: 'one' },
        { repo: 'ACME/a', id: 'two' },
      ]),
      ['INVALID_VALUE /groups/0/targets/1'],
    ],
    ['one repository twice, without ids', group(['acme/a', 'acme/a']), ['INVALID_VALUE /groups/0/targets/1']],
    [
      'a folder twice',
      group(['acme/a', { repo: 'acme/b', id: 'A' }, { repo: 'acme/c', id: 'a' }]),
      ['DUPLICATE_ID /groups/0/targets/2/id'],
    ],
    [
      'names that are no folder',
      group(['acme/.github', { repo: 'acme/b', id: '../b' }]),
      ['BAD_NAME /groups/0/targets/0', 'BAD_NAME /groups/0/targets/1/id'],
    ],
    ['no repository', group([]), ['EMPTY_GROUP /groups/0']],
    ['a bad name of its own', group(['acme/a'], { name: 'a..b' }), ['BAD_NAME /groups/0/name']],
  ])('%s', (_, given, expected) => {
    expect(placesOf({ groups: [given] })).toEqual(expected);
  });

  test('what stands in a group that is refused keeps its name', () => {
    const inner = { name: 'in', targets: ['acme/b'], groups: [{ name: 'deep', targets: [{ repo: 'acme/c', id: 'c' }] }] };
    const asked = {
      targets: [target('web', ['backend/in', 'backend/in/b', 'backend/in/deep/c'])],
      groups: [group(['acme/a'], { groups: [inner] })],
    };
    expect(placesOf(asked)).toEqual(['INVALID_VALUE /groups/0/groups']);
  });

  test('steps, a preset and another workflow are refused by name', () => {
    const step = {
      ...{ name: 'one', describedAt: '/steps/0/task_description', taskDescription: 'Do.' },
      ...{ params: {}, ownParams: {}, batches: false },
    };
    const groups: GroupInput[] = [{ name: 'outer', groups: [backend] }];
    const refused = (more: Parameters<typeof specOf>[1]): unknown => problemsOf({ groups }, { workflow: newTask, ...more });
    const sentence = 'cannot be used here, because the group backend shares a sandbox';
    expect(refused({ steps: [{ ...step, pointer: '/steps/0', workflow: newTask }] })).toEqual([
      { path: '/steps', code: 'INVALID_VALUE', message: `steps ${sentence}: one task works on all of its repositories.` },
    ]);
    expect(refused({ steps: [{ ...step, pointer: '/preset', workflow: newTask }] })).toEqual([
      expect.objectContaining({ path: '/preset' }),
    ]);
    expect(refused({ workflow: { ...newTask, id: 'coding/restack-v1' } })).toEqual([
      {
        path: '/workflow_ref',
        code: 'INVALID_VALUE',
        message: `workflow_ref coding/restack-v1 ${sentence}. Such a group takes coding/new-task-v1 and shell/run-v1.`,
      },
    ]);
    expect(refused({ workflow: { ...newTask, id: '' } })).toEqual([]);
    expect(refused({ workflow: { ...newTask, id: 'shell/run-v1' } })).toEqual([]);
  });
});

describe('texts', () => {
  const pullRequest = { title: '{{name}}', body: 'For {{repo}}.' };

  test('a description has the names of all, a pull request that of its own', () => {
    const asked = { groups: [group(['acme/auth', 'globex/users'])] };
    // "acme/auth, globex/users" and "acme, globex" in 24 characters each at most.
    const more = { taskDescription: '{{repo}}', longest: { description: 23, title: 5, body: 18 }, pullRequest };
    expect(placesOf(asked, more)).toEqual([]);
    expect(problemsOf(asked, { ...more, longest: { description: 22, title: 4, body: 16 } })).toMatchObject([
      { path: '/pull_request/title', code: 'TOO_LONG' },
      { path: '/pull_request/body', code: 'TOO_LONG' },
      { path: '/task_description', code: 'TOO_LONG' },
    ]);
  });

  test('all pull requests of a target together have a limit', () => {
    const asked = { groups: [group(['acme/auth', 'acme/users', 'acme/mail'])] };
    const long = { title: null, body: 'x'.repeat(20) };
    expect(placesOf(asked, { pullRequest: long })).toEqual([]);
    expect(problemsOf(asked, { pullRequest: { ...long, title: '{{name}}' } })).toEqual([
      {
        path: '/pull_request',
        code: 'TOO_LONG',
        message:
          'The titles and bodies of the pull requests of backend have 73 characters together, at most 60 are allowed after rendering.',
      },
    ]);
  });

  test('there are no vars', () => {
    const { message } =
      problemsOf({ groups: [backend] }, { taskDescription: '{{vars.port}}', pullRequest: { title: '{{nam}}', body: null } })[1] ??
      {};
    expect(message).toBe(
      '{{vars.port}} in /task_description stands for nothing: repositories that share a sandbox have no vars. Use params.',
    );
  });
});
