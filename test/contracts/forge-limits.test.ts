/** The setting `forges`. */
import { readVariables } from '../../contracts/environment.ts';
import { forgeLimits } from '../../contracts/forge-limits.ts';
import { parseSettings } from '../../lib/config.ts';

const github = { host: 'github.com', writes_per_minute: 80, writes_per_hour: 500 };

test('github.com has its published limits, and no other host has any', () => {
  expect(forgeLimits.parse([])).toEqual([github]);
  const own = { host: 'git.acme.example', writes_per_minute: 60, writes_per_hour: null };
  expect(forgeLimits.parse([{ host: 'Git.Acme.example', writes_per_minute: 60 }])).toEqual([own, github]);
});

test('an entry for github.com replaces its limits, also by none', () => {
  expect(forgeLimits.parse([{ host: 'GitHub.com' }])).toEqual([{ ...github, writes_per_minute: null, writes_per_hour: null }]);
  const read = forgeLimits.parse([github]);
  expect(forgeLimits.parse(read)).toEqual(read);
});

const problemsOf = (input: unknown): Record<string, string> =>
  Object.fromEntries((forgeLimits.safeParse(input).error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]));

test('all problems are told at once, with their places', () => {
  const wrong = [
    { host: 'a.example', writes_per_minute: 0, writes_per_hour: -5 },
    { host: 'b.example', writes_per_minute: 1.5, writes_per_day: 3 },
    { host: 'https://c.example' },
    { writes_per_hour: '9' },
  ];
  const problems = problemsOf(wrong);
  expect(Object.keys(problems).sort()).toEqual(
    ['0.writes_per_hour', '0.writes_per_minute', '1', '1.writes_per_minute', '2.host', '3.host', '3.writes_per_hour'].sort(),
  );
  expect(problems['0.writes_per_minute']).toBe(
    'must be 1 or more: with 0, no task would ever begin; leave the limit out where there is none',
  );
  expect(problems['1']).toContain('writes_per_day');
});

test('a host may be given once, in whatever case', () => {
  const list = [{ host: 'A.example' }, { host: 'b.example' }, { host: 'a.EXAMPLE', writes_per_hour: 5 }];
  expect(problemsOf(list)).toEqual({ '2.host': 'a.example is given twice: it is at 0 too' });
});

test('a worker and an installation refuse a wrong setting by its name', () => {
  expect(readVariables(['FORGES'], {}).FORGES).toEqual([github]);
  expect(() => readVariables(['FORGES'], { FORGES: '[{"host":"a.example","writes_per_hour":0}]' })).toThrow(
    /FORGES\.0\.writes_per_hour: must be 1 or more/,
  );
  expect(() => readVariables(['FORGES'], { FORGES: '{' })).toThrow('FORGES: is not valid JSON');
  expect(parseSettings({ stage: 'any' }).forges).toEqual([github]);
  const twice = { stage: 'any', forges: [{ host: 'a.example' }, { host: 'a.example' }] };
  expect(() => parseSettings(twice)).toThrow(/forges\.1\.host: a\.example is given twice/);
});
