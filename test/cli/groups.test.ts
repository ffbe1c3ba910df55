/** Groups of targets in the CLI: how they are shown, and what their numbers mean to other commands. */
import type { ChangeGroupView, FailureGroupView } from '../../contracts/http/groups.ts';
import { cliForEachTest } from './cli-against-server.ts';
import type { Totals } from '../../contracts/http/paging.ts';
import type { Answer, Behaviour } from './contract-server.ts';
import { fleetId, sampleFleet, sampleTarget } from './samples.ts';

const cli = cliForEachTest();
const hashOf = (digit: string): string => digit.repeat(64);

function changeGroup(number: number, more: Partial<ChangeGroupView> = {}): ChangeGroupView {
  const hash = hashOf(String(number));
  const change = { hash, files: 3, added: 40, removed: 12, bytes: 900, cut: false };
  return { number, hash, count: 1, waiting: 0, example: `t${number}`, targets: [`t${number}`], change, ...more };
}

const failureGroup = (number: number, more: Partial<FailureGroupView> = {}): FailureGroupView => ({
  ...{ number, signature: String(number).repeat(16), class: 'verification', code: 'VERIFICATION_FAILED', verifier: 'tests' },
  ...{ retryable: false, by: 'user', count: 1, example: `t${number}`, targets: [`t${number}`] },
  summary: "Cannot find module 'zod'.",
  evidence: 'verifier "tests" failed: exit code 1\n\u001B[31mfirst\u001B[0m\n\nsecond\nCannot find module \'zod\'.\nlast',
  ...more,
});

const changes = [
  changeGroup(1, { count: 188, waiting: 188, example: 'backend/auth', targets: ['backend/auth', 'web'] }),
  changeGroup(2, { count: 9, waiting: 1, example: 'shop' }),
  changeGroup(3),
];
const failures = [
  failureGroup(1, { count: 11, targets: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'], example: 'a' }),
  failureGroup(2, { verifier: null, class: 'lost', code: 'LOST', retryable: true, summary: 'Gone', evidence: 'other' }),
];
const listed = (data: unknown[], totals: Totals, next_token: string | null = null): Answer => ({
  data,
  totals,
  next_token,
});

const behaviour: Behaviour = {
  getChangeGroups: ({ query }) =>
    query['next_token'] === undefined
      ? listed(changes.slice(0, 2), { groups: 3, targets: 198, waiting: 189 }, query['limit'] === '2' ? null : 'n')
      : listed(changes.slice(2), { groups: 3, targets: 198, waiting: 189 }),
  getFailures: () => listed(failures, { groups: 5, targets: 20 }),
  listTargets: () => ({ data: [sampleTarget()] }),
  getResults: () => ({ text: 'path\nauth\n' }),
  retryFleet: () => ({ data: sampleFleet(), headers: { location: `/v1/fleets/${fleetId}/commands/01KAE5X0000000000000000C01` } }),
  getCommand: () => ({ error: { code: 'COMMAND_NOT_FOUND', message: 'Not there.' } }),
};
const run = (...args: string[]) => cli().run(behaviour, ['fleet', ...args]);

describe('fleet diff --groups', () => {
  test('shows how many targets have each change, an example, and what comes next', async () => {
    const { stdout, code } = await run('diff', fleetId, '--groups');
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual([
      '198 targets have 3 different changes:',
      '  1  188 targets  3 files +40 −12  11111111  188 wait  for example backend/auth',
      '  2    9 targets  3 files +40 −12  22222222  1 waits   for example shop',
      '  3     1 target  3 files +40 −12  33333333            t3',
      '189 targets wait for a review.',
      `Next: bgagent fleet diff ${fleetId} backend/auth · fleet approve ${fleetId} --change-group 1 · fleet targets ${fleetId} --change-group 1`,
    ]);
  });

  test('asks for what it was told to show, and says what it left out', async () => {
    const { stdout } = await run('diff', fleetId, '--groups', '--waiting', '--limit', '2');
    expect(stdout).toContain('\n  and 1 more group: give --limit to see them\n');
    expect(
      cli()
        .asked('getChangeGroups')
        .map(({ query }) => query),
    ).toEqual([{ limit: '2', waiting: 'true' }]);
    const json = await run('diff', fleetId, '--groups', '--json');
    expect(JSON.parse(json.stdout)).toEqual(changes);
  });

  test.each([
    [[], { groups: 0, targets: 0 }, 'No target has a change that is known.\n'],
    [[changeGroup(1)], { groups: 1, targets: 1 }, '1 target has a change:\n  1  1 target  3 files +40 −12  11111111  t1\n'],
    [[changeGroup(1, { count: 2 })], { groups: 1, targets: 2 }, '2 targets have the same change:\n'],
  ])('of %#', async (data, totals, text) => {
    const { stdout } = await cli().run({ getChangeGroups: () => listed(data, totals) }, ['fleet', 'diff', fleetId, '--groups']);
    expect(stdout).toContain(text);
    expect(stdout).not.toMatch(/review|approve/);
  });

  test('is about all targets', async () => {
    expect((await run('diff', fleetId, 'auth', '--groups')).code).toBe(2);
    expect((await run('diff', fleetId, '--waiting')).code).toBe(2);
    expect(cli().allAsked()).toEqual([]);
    // Without it, all targets are listed.
    expect((await run('diff', fleetId)).code).toBe(0);
  });
});

describe('fleet failures', () => {
  test('shows each reason with what was said, some of its targets, and what comes next', async () => {
    const { stdout } = await run('failures', fleetId);
    expect(stdout.trimEnd().split('\n')).toEqual([
      '20 targets have failed for 5 reasons:',
      '  1  11 targets · verification VERIFICATION_FAILED · verifier "tests" · 11111111',
      '     first',
      '     second',
      "     Cannot find module 'zod'.",
      '     last',
      '     a, b, c, 8 more',
      '  2  1 target · lost LOST · may work later · 22222222',
      '     Gone',
      '     other',
      '     t2',
      '  and 3 more groups: give --limit to see them',
      `Next: bgagent fleet logs ${fleetId} a · fleet targets ${fleetId} --failure-group 1 · fleet retry ${fleetId} --failure-group 1 --hint "TEXT"`,
    ]);
    expect(JSON.parse((await run('failures', fleetId, '--json')).stdout)).toEqual(failures);
  });

  test.each([
    [[], { groups: 0, targets: 0 }, 'No target has failed.\n'],
    [[failureGroup(1)], { groups: 1, targets: 1 }, '1 target has failed:\n'],
    [[failureGroup(1, { count: 2 })], { groups: 1, targets: 2 }, '2 targets have failed for the same reason:\n'],
  ])('of %#', async (data, totals, text) => {
    const { stdout } = await cli().run({ getFailures: () => listed(data, totals) }, ['fleet', 'failures', fleetId]);
    expect(stdout.slice(0, text.length)).toBe(text);
  });
});

describe('the number of a group', () => {
  test('means the group that was shown with it, to every command', async () => {
    await run('diff', fleetId, '--groups');
    await run('failures', fleetId);
    await run('targets', fleetId, '--change-group', '2', '--failure-group', '1');
    await run('results', fleetId, '--change-group', 'ABCDEF12', '--format', 'csv');
    await run('retry', fleetId, '--failure-group', '1', '--hint', 'Install zod.', '--target', 'a');
    const groups = { change_group: hashOf('2'), failure_group: '1'.repeat(16) };
    expect(cli().asked('listTargets')[0]?.query).toMatchObject(groups);
    expect(cli().asked('getResults')[0]?.query).toMatchObject({ format: 'csv', change_group: 'abcdef12' });
    expect(cli().asked('retryFleet')[0]?.body).toEqual({
      ...{ failure_group: groups.failure_group, hint: 'Install zod.', targets: ['a'] },
    });
  });

  test('that was not shown here, or that is none, is refused before anything is asked', async () => {
    const unknown = await run('retry', fleetId, '--failure-group', '3');
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining(`"bgagent fleet failures ${fleetId}"`)]);
    const other = await run('targets', fleetId, '--change-group', 'first');
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('write the number of a group (2)')]);
    expect(cli().allAsked()).toEqual([]);
  });
});
