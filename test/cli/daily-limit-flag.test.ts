/** The flag `--user-usd-per-day` of `bgagent local`, and a task that a daily limit refuses. */
import { dailyLimitOfFlag } from '../../cli/daily-limit-flag.ts';
import { readVariables } from '../../contracts/environment.ts';
import { cliForEachTest } from './cli-against-server.ts';

test.each([
  ['0', '0'],
  ['50', '50'],
  ['12.50', '12.5'],
  ['0.01', '0.01'],
  ['1000000', '1000000'],
])('%s dollars are the parameter %s, which the functions read as that number', (text, parameter) => {
  expect(dailyLimitOfFlag(text)).toBe(parameter);
  expect(readVariables(['USER_USD_PER_DAY'], { USER_USD_PER_DAY: parameter })).toEqual({ USER_USD_PER_DAY: Number(text) });
});

test.each(['', 'x', '-1', '0.001', '1e3', '0x10', '1000001', '5 USD', 'Infinity'])('%p is no daily limit', (text) => {
  expect(() => dailyLimitOfFlag(text)).toThrow(
    `--user-usd-per-day ${text} is no daily limit: write US dollars from 0.01 to 1000000, such as 50, or 0 for no limit.`,
  );
});

test('without a value the functions have no limit, and a wrong one starts none of them', () => {
  expect(readVariables(['USER_USD_PER_DAY'], {})).toEqual({ USER_USD_PER_DAY: 0 });
  for (const USER_USD_PER_DAY of ['x', '-1', '0.001']) {
    expect(() => readVariables(['USER_USD_PER_DAY'], { USER_USD_PER_DAY })).toThrow(/USER_USD_PER_DAY: /);
  }
});

const cli = cliForEachTest();

test('a task that the limit refuses is not asked for again: the answer says when it may be', async () => {
  const message = 'The daily limit does not allow this task. The day ends at 2026-11-06T00:00:00Z.';
  const createTask = () => ({ error: { code: 'BUDGET_EXCEEDED' as const, message }, headers: { 'retry-after': '30000' } });
  const { code, stderr } = await cli().run({ createTask }, ['task', 'submit', '--repo', 'acme/auth', '--task', 'x']);
  expect([code, stderr]).toEqual([1, `bgagent: ${message}\n`]);
  expect(cli().asked('createTask')).toHaveLength(1);
});
