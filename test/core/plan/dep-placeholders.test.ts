import fc from 'fast-check';
import { depNamesIn, readingsOf, renderDeps } from '../../../core/plan/dep-placeholders.ts';

describe('readingsOf', () => {
  test.each([
    ['deps.lib.pr_url', [['lib', 'pr_url', null]]],
    ['deps.lib/a.branch', [['lib/a', 'branch', null]]],
    ['deps./lib/a.outcome', [['/lib/a', 'outcome', null]]],
    ['deps.acme/a.b.c.branch', [['acme/a.b.c', 'branch', null]]],
    ['deps.lib.result.KEY_1', [['lib', 'result', 'KEY_1']]],
    ['deps.a.result.b.result.c', [['a.result.b', 'result', 'c']]],
    [
      'deps.lib.result.branch',
      [
        ['lib', 'result', 'branch'],
        ['lib.result', 'branch', null],
      ],
    ],
    ['deps.result.branch', [['result', 'branch', null]]],
    ['deps.lib.result.1', []],
    [`deps.lib.result.${'k'.repeat(64)}`, [['lib', 'result', 'k'.repeat(64)]]],
    [`deps.lib.result.${'k'.repeat(65)}`, []],
    ['deps.lib.url', []],
    ['deps.lib', []],
    ['deps.branch', []],
    ['deps..branch', []],
    ['deps.', []],
    ['deps', []],
    ['dep.lib.branch', []],
    ['', []],
  ])('%s', (name, expected) => {
    expect(readingsOf(name).map(({ path, field, key }) => [path, field, key])).toEqual(expected);
  });

  test('every path of a target, whatever dots it has, is a reading of its placeholders', () => {
    const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,20}$/);
    const path = fc.array(id, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
    fc.assert(
      fc.property(path, fc.stringMatching(/^[A-Za-z_]\w{0,10}$/), (of, key) => {
        expect(readingsOf(`deps.${of}.branch`)).toContainEqual({ path: of, field: 'branch', key: null });
        expect(readingsOf(`deps.${of}.result.${key}`)).toContainEqual({ path: of, field: 'result', key });
      }),
    );
  });
});

describe('renderDeps', () => {
  test('inserts values as text, and leaves other placeholders alone', () => {
    const values: Record<string, string> = { 'deps.a.branch': '{{deps.a.pr_url}} $&', 'deps.a.result.x': '' };
    const asked: string[] = [];
    const text = renderDeps('{{ deps.a.branch }}|{{deps.a.result.x}}|{{repo}}|{{deps}}|{{deps.a.branch', (name) => {
      asked.push(name);
      return values[name] ?? '?';
    });
    expect(text).toBe('{{deps.a.pr_url}} $&||{{repo}}|{{deps}}|{{deps.a.branch');
    expect(asked).toEqual(['deps.a.branch', 'deps.a.result.x']);
  });

  test('names are found once each', () => {
    expect(depNamesIn('{{deps.a.branch}} {{ deps.a.branch }} {{repo}} {{deps.b.branch}}')).toEqual([
      'deps.a.branch',
      'deps.b.branch',
    ]);
  });
});
