import type { TargetRequest } from '../../../contracts/http/submit.ts';
import { placesOf, planOf, problemsOf, target, type Asked } from './request-plan.ts';

/** The dependencies of a target as the plan resolved them; `?` marks optional ones. */
const needsOf = (asked: Asked, path: string): string[] =>
  (planOf(asked).targets.find((each) => each.path === path)?.dependsOn ?? []).map(
    (each) => `${each.path}${each.optional ? '?' : ''}`,
  );
const messages = (asked: Asked, more?: Parameters<typeof problemsOf>[1]): string =>
  problemsOf(asked, more)
    .map(({ message }) => message)
    .join('\n');
const optional = (path: string) => ({ path, optional: true });

describe('a reference', () => {
  const nested = (own: TargetRequest): Asked => ({
    targets: [target('x'), target('y'), target('z')],
    groups: [{ name: 'out', targets: [target('x'), target('y')], groups: [{ name: 'in', targets: [target('x'), own] }] }],
  });

  test.each([
    ['x', 'out/in/x'],
    ['y', 'out/y'],
    ['z', 'z'],
    ['/x', 'x'],
    ['/out/x', 'out/x'],
    ['in/x', 'out/in/x'],
    ['out/y', 'out/y'],
  ])('%s in out/in is %s', (reference, path) => {
    expect(needsOf(nested(target('own', [reference])), 'out/in/own')).toEqual([path]);
  });

  test.each(['../y', 'out//x', '/out/x/', './x', '', 'out/in/own/x', 'default', 'x\u200b', 'x\0', 'ｘ', 'OUT/x'])(
    '%j is nothing',
    (path) => {
      const asked = nested({ ...target('own'), depends_on: path === '' ? [] : [path] });
      expect(placesOf(asked)).toEqual(path === '' ? [] : ['UNKNOWN_DEPENDENCY /groups/0/groups/0/targets/1/depends_on/0']);
    },
  );

  test('is a group where that stands further in than a target of the name', () => {
    const asked = {
      targets: [target('lib')],
      groups: [{ name: 'g', targets: [target('app', ['lib'])], groups: [{ name: 'lib', targets: [target('a')] }] }],
    };
    expect(needsOf(asked, 'g/app')).toEqual(['g/lib']);
  });

  test('of a group is looked up where the group stands', () => {
    const inner = { name: 'in', targets: [target('a'), target('dep')], depends_on: ['dep'] };
    const asked = { targets: [target('dep')], groups: [{ name: 'out', targets: [target('dep')], groups: [inner] }] };
    const plan = planOf(asked);
    expect(plan.groupDependencies.get('out/in')).toEqual([{ path: 'out/dep', optional: false }]);
    expect(plan.graph?.edges).toEqual([{ from: 2, to: 4, onFrom: 1, onTo: 2, optional: false }]);
  });

  test('is a repository that occurs once, its case ignored', () => {
    const targets = [{ repo: 'Globex/Api', id: 'one' }, 'acme/api', target('app', ['globex/API'])];
    expect(needsOf({ targets }, 'app')).toEqual(['one']);
  });

  test('to a repository that occurs more often names its targets', () => {
    const many = Array.from({ length: 12 }, (_, at) => ({ repo: 'acme/api', id: `api-${at}` }));
    const asked = { targets: [...many, target('app', ['acme/api'])] };
    expect(placesOf(asked)).toEqual(['UNKNOWN_DEPENDENCY /targets/12/depends_on/0']);
    expect(messages(asked)).toContain('the repository of 12 targets');
    expect(messages(asked)).toContain('api-0, api-1, api-2');
    expect(messages(asked)).toContain('and 2 others');
    expect(messages({ targets: [...many.slice(0, 2), target('app', ['acme/api'])] })).toMatch(/: api-0, api-1\.$/);
    expect(placesOf({ targets: [...many, target('app', ['/acme/api'])] })).toHaveLength(1);
  });

  test('that is misspelt is told with the nearest paths, three at most', () => {
    const libs = ['auth', 'autz', 'aut', 'oauth', 'payments'].map((id) => target(id));
    const asked = {
      groups: [{ name: 'lib', targets: libs }],
      targets: [target('app', ['auht', 'lib/paymnts', 'somethingelse'])],
    };
    const [first, second, third] = problemsOf(asked).map(({ message }) => message);
    expect(first).toMatch(/^"auht" is no target and no group of the fleet\. Did you mean lib\/\w+ or lib\/\w+ or lib\/\w+\?$/);
    expect(second).toContain('Did you mean lib/payments?');
    expect(third).toBe('"somethingelse" is no target and no group of the fleet.');
    expect(messages({ targets: [target('app', [`${'x'.repeat(598)}/y`])] }).length).toBeLessThan(400);
  });

  test('with a character that cannot be seen says which one', () => {
    expect(messages({ targets: [target('app', ['lib\u200b']), target('lib')] })).toBe(
      '"lib\u200b" is no target and no group of the fleet. It holds a character that cannot be seen (U+200B): type it again. Did you mean lib?',
    );
  });

  test('with .. says what to write instead', () => {
    expect(messages({ groups: [{ name: 'g', targets: [target('a', ['../bb'])] }], targets: [target('bb')] })).toBe(
      '"../bb" is no target and no group of the fleet. ".." cannot be used: write the path from the root with / before it. Did you mean bb?',
    );
  });
});

describe('a target depends never on itself', () => {
  test.each<[string, Asked, string]>([
    ['by name', { targets: [target('a', ['a'])] }, 'SELF_DEPENDENCY /targets/0/depends_on/0'],
    ['by its repository', { targets: [target('a', ['ACME/A'])] }, 'SELF_DEPENDENCY /targets/0/depends_on/0'],
    [
      'by its group',
      { groups: [{ name: 'g', targets: [target('a', ['g']), target('b')] }] },
      'SELF_DEPENDENCY /groups/0/targets/0/depends_on/0',
    ],
    [
      'as a group, by name',
      { groups: [{ name: 'g', targets: [target('a')], depends_on: ['g'] }] },
      'SELF_DEPENDENCY /groups/0/depends_on/0',
    ],
    [
      'as a group, by a target of it',
      { groups: [{ name: 'g', targets: [target('a')], depends_on: ['g/a'] }] },
      'SELF_DEPENDENCY /groups/0/depends_on/0',
    ],
    [
      'as a group, by a group around it',
      { groups: [{ name: 'g', targets: [target('b')], groups: [{ name: 'h', targets: [target('a')], depends_on: ['g'] }] }] },
      'SELF_DEPENDENCY /groups/0/groups/0/depends_on/0',
    ],
  ])('%s', (_, asked, problem) => {
    expect(placesOf(asked)).toEqual([problem]);
    expect(messages(asked)).toContain('would wait for itself');
  });
});

describe('a cycle', () => {
  const cycles = (asked: Asked) => problemsOf(asked).map(({ code, path, message }) => [code, path, message.split(':')[0]]);

  test('is told from its lowest ordinal, at the dependency that closes it; each one once', () => {
    const targets = [
      target('r'),
      target('c', ['a', 'r']),
      target('a', ['r', 'b']),
      target('b', ['c']),
      target('tail', ['a']),
      target('p', [optional('q')]),
      target('q', ['p', 'c']),
    ];
    expect(cycles({ targets })).toEqual([
      ['DEPENDENCY_CYCLE', '/targets/3/depends_on/0', 'c → a → b → c'],
      ['DEPENDENCY_CYCLE', '/targets/6/depends_on/0', 'p → q → p'],
    ]);
  });

  test('through groups names targets only', () => {
    const groups = [
      { name: 'lib', targets: [target('a'), target('b')], depends_on: ['tools/in'] },
      { name: 'app', targets: [target('c')], depends_on: ['lib'] },
      { name: 'tools', groups: [{ name: 'in', targets: [target('t'), target('u', ['app/c'])] }] },
    ];
    expect(cycles({ groups })).toEqual([['DEPENDENCY_CYCLE', '/groups/1/depends_on/0', 'lib/a → tools/in/u → app/c → lib/a']]);
  });

  test('that is long is told in part', () => {
    const ring = Array.from({ length: 1_000 }, (_, at) => target(`t${at}`, [`t${(at + 1) % 1_000}`]));
    const [problem, ...others] = problemsOf({ targets: ring }, { mostDependencies: { listed: 9e9, ofGroups: 9e9, ranges: 9e9 } });
    expect(others).toEqual([]);
    expect(problem?.message).toMatch(/^t0 → t1 → .* → … 961 more … → .* → t999 → t0: /);
    expect(problem?.message.length).toBeLessThan(1_000);
  });

  test('is told a hundred times at most', () => {
    const pairs = Array.from({ length: 300 }, (_, at) => [target(`a${at}`, [`b${at}`]), target(`b${at}`, [`a${at}`])]).flat();
    expect(problemsOf({ targets: pairs })).toHaveLength(101);
  });
});

describe('a repeated dependency', () => {
  test('is a warning at its place, and required where one of them is', () => {
    const asked = { targets: [target('a'), target('b', [optional('a'), 'acme/a', '/a'])] };
    const { warnings, targets, graph } = planOf(asked);
    expect(targets[1]?.dependsOn).toEqual([{ path: 'a', optional: false }]);
    expect(graph?.edges).toEqual([{ from: 1, to: 2, onFrom: 0, onTo: 1, optional: false }]);
    expect(warnings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'REPEATED_DEPENDENCY /targets/1/depends_on/1',
      'REPEATED_DEPENDENCY /targets/1/depends_on/2',
    ]);
  });

  test('is no group beside a target of it; an optional one stays beside a required one', () => {
    const asked = {
      groups: [
        { name: 'g', targets: [target('a'), target('b')] },
        { name: 'h', targets: [target('c', [optional('g'), 'g/a'])] },
      ],
    };
    const { warnings, graph } = planOf(asked);
    expect(warnings).toEqual([]);
    expect(graph?.edges).toEqual([
      { from: 2, to: 3, onFrom: 0, onTo: 1, optional: false },
      { from: 2, to: 3, onFrom: 0, onTo: 2, optional: true },
    ]);
  });

  test('is told a hundred times, then counted', () => {
    const repeats = Array.from({ length: 3 }, (_, at) =>
      target(
        `t${at}`,
        Array.from({ length: 51 }, () => 'a'),
      ),
    );
    const { warnings } = planOf({ targets: [target('a'), ...repeats] });
    expect([warnings.length, warnings.at(-1)?.message]).toEqual([101, '50 more dependencies are repeated, or dropped.']);
  });
});

describe('what is left out', () => {
  const gone = { isOnboarded: (repo: string) => !repo.includes('gone') };
  const skip = { ...gone, unonboarded: 'skip' } as const;
  const asked = (depends_on: readonly (string | { path: string; optional: boolean })[]): Asked => ({
    targets: ['acme/gone', target('app', [...depends_on])],
    groups: [
      { name: 'lib', targets: ['acme/gone-too'] },
      { name: 'half', targets: ['acme/gone3', 'acme/here'] },
    ],
  });

  test.each(['gone', '/gone', 'acme/gone', 'acme.gone', 'lib', 'lib/gone-too'])('%s cannot be waited for', (reference) => {
    expect(placesOf(asked([reference]), skip)).toEqual(['UNKNOWN_DEPENDENCY /targets/1/depends_on/0']);
    expect(messages(asked([reference]), skip)).toMatch(/is not in the fleet: .*(not onboarded|no target of the group is left)/);
  });

  test('and an optional dependency on it is dropped, with a warning', () => {
    const plan = planOf(asked([optional('gone'), optional('lib'), 'half']), skip);
    expect(plan.warnings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'EMPTY_GROUP /groups/0',
      'DROPPED_DEPENDENCY /targets/1/depends_on/0',
      'DROPPED_DEPENDENCY /targets/1/depends_on/1',
    ]);
    expect(plan.targets[0]?.dependsOn).toEqual([{ path: 'half', optional: false }]);
  });

  test('keeps its name: no other target of that name is meant instead', () => {
    const inner = {
      groups: [{ name: 'g', targets: ['acme/gone', target('app', ['gone'])] }],
      targets: [target('gone', [], { repo: 'acme/x' })],
    };
    expect(placesOf(inner, skip)).toEqual(['UNKNOWN_DEPENDENCY /groups/0/targets/1/depends_on/0']);
    const clash = { targets: ['acme/gone', { repo: 'globex/x', id: 'gone' }, target('app', ['gone'])] };
    expect(planOf(clash, skip).targets[1]?.dependsOn).toEqual([{ path: 'gone', optional: false }]);
  });

  test('is no further problem where the fleet is refused because of it, nor is an empty group', () => {
    expect(placesOf(asked(['gone', 'lib', 'lib/gone-too']), gone)).toEqual([
      'REPO_NOT_ONBOARDED /targets/0',
      'REPO_NOT_ONBOARDED /groups/0/targets/0',
      'REPO_NOT_ONBOARDED /groups/1/targets/0',
    ]);
    const empty = { groups: [{ name: 'g', targets: [] }], targets: [target('a', ['g'])] };
    expect(placesOf(empty)).toEqual(['EMPTY_GROUP /groups/0']);
  });

  test('gives its name to a group beside it', () => {
    const groups = [{ name: 'gone', targets: [target('a')] }];
    const plan = planOf({ targets: ['acme/gone', target('app', ['gone'])], groups }, skip);
    expect(plan.graph?.edges).toEqual([{ from: 0, to: 1, onFrom: 1, onTo: 2, optional: false }]);
  });

  test('in another fleet is told with the cause', () => {
    const elsewhere = new Map([['g/lib', 'it is in another one']]);
    const inner = { groups: [{ name: 'g', targets: [target('app', ['lib'])] }], targets: [target('lib')] };
    expect(messages(inner, { elsewhere })).toContain('"lib" is not in the fleet: it is in another one.');
  });

  test('a group without targets depends on nothing', () => {
    const plan = planOf({ targets: [target('a')], groups: [{ name: 'g', targets: ['acme/gone'], depends_on: ['a'] }] }, skip);
    expect([plan.graph, plan.groupDependencies.size]).toEqual([null, 0]);
  });
});

describe('as many as a fleet may have', () => {
  const most = { listed: 5, ofGroups: 2, ranges: 3 };
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  test.each<[string, Asked, string[]]>([
    ['fit', { targets: [...ids.map((id) => target(id)), target('x', ['a', 'b', 'c', 'd', 'f'])] }, []],
    ['listed', { targets: [...ids.map((id) => target(id)), target('x', ids)] }, ['TOO_LONG ']],
    [
      'of groups',
      { targets: ids.map((id) => target(id)), groups: [{ name: 'g', targets: [target('x')], depends_on: ['a', 'b', 'c'] }] },
      ['TOO_LONG '],
    ],
    [
      'as ranges',
      { targets: [...ids.map((id) => target(id)), target('x', ['a', 'c', 'e']), target('y', ['a', 'd'])] },
      ['TOO_LONG '],
    ],
  ])('%s', (_, asked, expected) => {
    expect(placesOf(asked, { mostDependencies: most })).toEqual(expected);
  });

  test('problems end with one more than are told', () => {
    const targets = Array.from({ length: 50 }, (_, at) => target(`t${at}`, ['nope1', 'nope2', 'nope3']));
    expect(problemsOf({ targets }, { mostProblems: 10 })).toHaveLength(12);
  });
});

describe('base', () => {
  const one = target('one', [], { repo: 'acme/api' });
  const two = (more: object) => ({ ...target('two', ['one'], { repo: 'ACME/api' }), base: 'one', ...more });
  test('is a required dependency on the same repository', () => {
    expect(planOf({ targets: [one, two({})] }).targets.map(({ base }) => base)).toEqual([null, 0]);
  });
  test('may be one through groups', () => {
    const groups = [
      { name: 'g', targets: [one] },
      { name: 'h', targets: [two({ depends_on: [], base: '/g/one' })], depends_on: ['g'] },
    ];
    expect(planOf({ groups }).targets.map(({ base }) => base)).toEqual([null, 0]);
  });
  test.each<[string, object, RegExp]>([
    ['unknown', { base: 'on' }, /Did you mean one\?/],
    ['a group', { base: 'g' }, /is a group/],
    ['no dependency', { depends_on: [] }, /not optional/],
    ['optional', { depends_on: [optional('one')] }, /not optional/],
    ['of another repository', { repo: 'acme/other' }, /same repository/],
    ['beside a pull request', { pr_number: 3 }, /pr_number/],
  ])('%s is refused', (_, more, message) => {
    const asked = { targets: [one, two(more)], groups: [{ name: 'g', targets: [target('x')] }] };
    expect(placesOf(asked)).toEqual(['INVALID_VALUE /targets/1/base']);
    expect(messages(asked)).toMatch(message);
  });
  test('that is left out is refused, once', () => {
    const isOnboarded = (repo: string) => repo !== 'acme/api';
    const asked = { targets: [one, two({ depends_on: [optional('one')], repo: 'acme/x' })] };
    expect(placesOf(asked, { isOnboarded, unonboarded: 'skip' })).toEqual(['INVALID_VALUE /targets/1/base']);
    expect(placesOf(asked, { isOnboarded })).toEqual(['REPO_NOT_ONBOARDED /targets/0']);
  });
  test('problems end with one more than are told', () => {
    const targets = Array.from({ length: 50 }, (_, at) => ({ ...target(`t${at}`), base: 'nope' }));
    expect(problemsOf({ targets }, { mostProblems: 10 })).toHaveLength(11);
  });
});

test('neighbours are one edge, on both sides', () => {
  const lib = ['a', 'b', 'c'].map((id) => target(id));
  const app = ['x', 'y'].map((id) => target(id, ['c', 'a', 'b']));
  expect(planOf({ targets: [...lib, ...app, target('z', ['a', 'c'])] }).graph).toEqual({
    edges: [
      { from: 3, to: 5, onFrom: 0, onTo: 3, optional: false },
      { from: 5, to: 6, onFrom: 0, onTo: 1, optional: false },
      { from: 5, to: 6, onFrom: 2, onTo: 3, optional: false },
    ],
    dependents: [3, 2, 3, 0, 0, 0],
  });
});

test('a chain of ten thousand has as many waves, and no stack overflows', () => {
  const chain = Array.from({ length: 10_000 }, (_, at) => target(`t${at}`, at === 0 ? [] : [`t${at - 1}`]));
  const { waves, launchOrder, graph } = planOf(
    { targets: chain },
    { mostDependencies: { listed: 9e9, ofGroups: 0, ranges: 9e9 } },
  );
  expect([waves.length, launchOrder[9_999], graph?.dependents[0]]).toEqual([10_000, 9_999, 9_999]);
});
