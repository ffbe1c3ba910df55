import type { PlanSpec } from '../../../core/plan/plan-spec.ts';
import { placesOf, planOf, problemsOf, target, type Asked } from './request-plan.ts';

const passesOf = (asked: Asked, more?: Partial<PlanSpec>): Record<string, Record<string, number>> =>
  Object.fromEntries(planOf(asked, more).targets.map(({ path, passes }) => [path, Object.fromEntries(passes)]));
const messages = (asked: Asked, more?: Partial<PlanSpec>): string =>
  problemsOf(asked, more)
    .map(({ message }) => message)
    .join('\n');
const text = (task_description: string) => ({ task_description });
const shell = { id: 'shell/run-v1', needsOneOf: [], acceptsPr: false, shell: true, merges: false } as const;

describe('what a target passes on', () => {
  test('is named in its description, and in the strings of vars and params, by the path as written', () => {
    const groups = [
      { name: 'lib', targets: [target('a'), target('b.c')] },
      {
        name: 'app',
        targets: [
          target('x', ['lib/a', 'lib/b.c'], {
            ...text('On {{deps.lib/a.branch}} and {{ deps./lib/b.c.result.port }} and {{deps.lib/a.pr_url}}'),
            vars: { url: '{{deps.acme/a.pr_url}}', n: 3, other: '{{repo}}' },
          }),
        ],
        depends_on: ['lib'],
      },
    ];
    expect(passesOf({ groups })).toEqual({ 'lib/a': {}, 'lib/b.c': {}, 'app/x': { 'lib/a': 0, '/lib/b.c': 1, 'acme/a': 0 } });
  });

  test('may be that of an optional dependency, or of one of its groups', () => {
    const groups = [
      { name: 'lib', targets: [target('a')] },
      { name: 'app', targets: [target('x', [], text('{{deps.lib/a.outcome}}'))], depends_on: [{ path: 'lib', optional: true }] },
    ];
    expect(passesOf({ groups })['app/x']).toEqual({ 'lib/a': 0 });
  });

  test('is read as a result first, then as a field of a target whose id ends with .result', () => {
    const [lib, odd] = [target('lib'), target('lib.result')];
    const uses = (depends_on: string[]) => ({
      targets: [lib, odd, target('app', depends_on, text('{{deps.lib.result.branch}}'))],
    });
    expect(passesOf(uses(['lib', 'lib.result']))['app']).toEqual({ lib: 0 });
    expect(passesOf(uses(['lib.result']))['app']).toEqual({ 'lib.result': 1 });
    expect(messages(uses([]))).toContain('app does not depend on lib: add it to depends_on.');
  });

  test('is checked for each target in texts of the fleet; a text that a target overrides is not', () => {
    const targets = [target('lib', [], text('Do it.')), target('x', ['lib']), target('y', ['lib'])];
    expect(passesOf({ targets }, { taskDescription: '{{deps.lib.branch}}' })).toEqual({ lib: {}, x: { lib: 0 }, y: { lib: 0 } });
    const params = { base: '{{deps.lib.branch}}', n: 1 };
    expect(placesOf({ targets }, { params })).toEqual(['UNKNOWN_PLACEHOLDER /params/base']);
  });

  test('has no length and is not blank before it is known', () => {
    const targets = [
      target('lib'),
      target('x', ['lib'], { ...text('{{deps.lib.result.todo}}'), vars: { v: '{{deps.lib.branch}}' } }),
    ];
    const needsText = {
      id: 'coding/new-task-v1',
      needsOneOf: ['task_description'],
      acceptsPr: false,
      shell: false,
      merges: false,
    } as const;
    const longest = { description: 3, title: 20, body: 50 };
    expect(placesOf({ targets }, { workflow: needsText, taskDescription: 'abc', longest })).toEqual([]);
    const written = [target('lib'), target('x', ['lib'], { ...text('{{vars.v}}'), vars: { v: '{{deps.lib.branch}}' } })];
    expect(placesOf({ targets: written }, { workflow: needsText, taskDescription: 'abc', longest })).toEqual([]);
  });
});

describe('a placeholder that stands for nothing', () => {
  test.each<[string, string, RegExp]>([
    ['unknown', '{{deps.lbi.branch}}', /"lbi" is no target and no group of the fleet\. Did you mean lib\?/],
    ['no dependency', '{{deps.other.branch}}', /app does not depend on other: add it to depends_on/],
    ['its own', '{{deps.app.branch}}', /app cannot use its own result/],
    ['a group', '{{deps.g.branch}}', /"g" is a group: write the path of one of its targets/],
    ['a field that there is not', '{{deps.lib.url}}', /A dependency has pr_url, branch, outcome or result\.KEY/],
    ['no path', '{{deps.branch}}', /A dependency has/],
  ])('%s', (_, placeholder, message) => {
    const asked = {
      targets: [target('lib'), target('other'), target('app', ['lib'], { ...text(placeholder), vars: { v: placeholder } })],
      groups: [{ name: 'g', targets: [target('in')] }],
    };
    expect(placesOf(asked)).toEqual(['UNKNOWN_PLACEHOLDER /targets/2/task_description', 'UNKNOWN_PLACEHOLDER /targets/2/vars/v']);
    expect(messages(asked)).toMatch(message);
  });

  test('of a text of the fleet is told once, with the number of targets', () => {
    const targets = ['a', 'b', 'c'].map((id) => target(id));
    const asked = problemsOf({ targets }, { taskDescription: '{{deps.a.branch}}' });
    expect(asked.map(({ path, message }) => [path, message])).toEqual([
      ['/task_description', '{{deps.a.branch}} stands for nothing for a and 2 other targets. a cannot use its own result.'],
    ]);
  });

  test('because its target is left out is told so; where that is a problem of its own, it is no other one', () => {
    const isOnboarded = (repo: string) => repo !== 'acme/lib';
    const asked = { targets: [target('lib'), target('app', [{ path: 'lib', optional: true }], text('{{deps.lib.branch}}'))] };
    expect(messages(asked, { isOnboarded, unonboarded: 'skip' })).toMatch(/"lib" is not in the fleet: .* not onboarded/);
    expect(placesOf(asked, { isOnboarded })).toEqual(['REPO_NOT_ONBOARDED /targets/0']);
  });

  test('is told a hundred times at most', () => {
    const names = Array.from({ length: 300 }, (_, at) => `{{deps.x${at}.branch}}`).join('');
    const targets = [target('a', [], text(names)), target('b', [], text(names))];
    expect(problemsOf({ targets }, { mostProblems: 10 }).length).toBeLessThan(400);
    expect(placesOf({ targets }, { mostProblems: 10 }).some((place) => place.includes('/targets/1/'))).toBe(false);
  });
});

describe('where no placeholder of a dependency may stand', () => {
  const asked = { targets: [target('lib'), target('app', ['lib'])] };
  test.each(['title', 'body'] as const)('in the %s of a pull request', (part) => {
    const pullRequest = { title: null, body: null, [part]: 'On {{deps.lib.branch}}' };
    expect(placesOf(asked, { pullRequest })).toEqual([`UNKNOWN_PLACEHOLDER /pull_request/${part}`]);
    expect(messages(asked, { pullRequest })).toContain('It may stand in task_description, params and vars.');
  });
  test('in a command, which is no template', () => {
    const use = { workflow: shell, params: { command: 'git merge {{deps.lib.branch}}' } };
    expect(placesOf(asked, use)).toEqual(['UNKNOWN_PLACEHOLDER /params/command']);
    expect(messages(asked, use)).toContain('$BGAGENT_VAR_KEY');
    const ofGo = { workflow: shell, params: { command: "go list -f '{{deps.x}} {{.Deps}}'" } };
    expect(placesOf(asked, ofGo)).toEqual([]);
    const ofAgent = { params: { command: '{{deps.lib.branch}}' } };
    expect(placesOf(asked, ofAgent)).toEqual(['UNKNOWN_PLACEHOLDER /params/command']);
  });
});
