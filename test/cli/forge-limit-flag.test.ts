/** The flag `--forge-limit` of `bgagent local`. */
import { forgesOfFlags } from '../../cli/forge-limit-flag.ts';
import { CliError } from '../../cli/cli-error.ts';

const github = { host: 'github.com', writes_per_minute: 80, writes_per_hour: 500 };
const read = (...texts: string[]): unknown => JSON.parse(forgesOfFlags(texts) ?? 'null');

test('without the flag the runtime has the setting of its stage', () => {
  expect(forgesOfFlags(undefined)).toBeUndefined();
});

test.each([
  ['git.acme.example=60/1000', 60, 1_000],
  ['git.acme.example=60', 60, null],
  ['git.acme.example=/1000', null, 1_000],
  ['GIT.acme.example=none', null, null],
])('%s', (text, writes_per_minute, writes_per_hour) => {
  expect(read(text)).toEqual([{ host: 'git.acme.example', writes_per_minute, writes_per_hour }, github]);
});

test('a port belongs to the host, and github.com may get other limits', () => {
  expect(read('127.0.0.1:3000=5', 'github.com=none')).toMatchObject([{ host: '127.0.0.1:3000' }, { writes_per_minute: null }]);
});

function errorOf(...texts: string[]): CliError {
  try {
    forgesOfFlags(texts);
  } catch (error) {
    if (error instanceof CliError) return error;
  }
  throw new Error('It was accepted.');
}

test.each(['git.acme.example', 'git.acme.example=', 'git.acme.example=/', '=5', 'a=5/6/7', 'a=five', 'a=5=6'])(
  '%s is refused, with the form that it must have',
  (text) => {
    const { message, exit } = errorOf(text);
    expect([message, exit]).toEqual([
      `--forge-limit ${text} is no limit: write HOST=PER_MINUTE/PER_HOUR, such as git.acme.example=60/1000, or HOST=none.`,
      2,
    ]);
  },
);

test('all problems are told at once, each with its flag', () => {
  const { message, details } = errorOf('a.example=0', 'b.example', 'c.example=1.5/-2', 'A.example=3', 'https://d=4');
  expect(message).toBe('wrong values of --forge-limit:');
  expect(details).toHaveLength(6);
  const beginnings = [
    '--forge-limit b.example is no limit',
    '--forge-limit a.example=0: in a minute must be 1 or more',
    '--forge-limit c.example=1.5/-2: in a minute must be a whole number',
    '--forge-limit c.example=1.5/-2: in an hour must be 1 or more',
    '--forge-limit https://d=4: must be the host of a forge',
    '--forge-limit A.example=3: a.example is given twice',
  ];
  for (const beginning of beginnings) expect(details.some((detail) => detail.startsWith(beginning))).toBe(true);
});
