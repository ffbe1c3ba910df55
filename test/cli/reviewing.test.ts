/** `fleet approve`, `reject` and `steer`: what they show first, what they send, and what they refuse before it is sent. */
import type { TargetView } from '../../contracts/http/fleet.ts';
import { cliForEachTest } from './cli-against-server.ts';
import type { Behaviour } from './contract-server.ts';
import { sampleAttempt } from './render/fleet/steps/sample-steps.ts';
import { fleetId, sampleFleet, sampleTarget } from './samples.ts';

const cli = cliForEachTest();

const hash = (digit: string): string => digit.repeat(64);
const changed = (digit: string, added = 1) => ({ hash: hash(digit), files: 1, added, removed: 2, bytes: 9, cut: false });
const since = '2026-11-20T10:00:00.000Z';
const waits = (path: string, digit: string | null, more: Partial<TargetView> = {}): TargetView =>
  sampleTarget({
    ...{ path, status: 'PENDING', failure: null, waiting: { for: 'review', since, question: null } },
    ...{ change: digit === null ? null : changed(digit), attempts: [] },
    ...more,
  });
const gated = waits('gate', null, { waiting: { for: 'gate', since, question: null } });
const targets = [
  waits('auth', 'b', { change: changed('b', 40) }),
  waits('pay', 'a'),
  waits('users', 'a'),
  waits('web', null),
  // It had the first change before it was steered.
  waits('mail', 'c', { attempts: [sampleAttempt({ change: changed('a') })] }),
  gated,
];
const command = {
  ...{ command_id: '01KAE5X0000000000000000C01', fleet_id: fleetId, kind: 'approve', actor: 'ana', reason: null, at: since },
  verdict: { result: 'applied', code: null, message: null, refused_targets: [] },
};
const decided = () => ({
  data: sampleFleet(),
  headers: { location: `/v1/fleets/${fleetId}/commands/${command.command_id}` },
});
const behaviour: Behaviour = {
  listTargets: () => ({ data: targets }),
  getTarget: ({ params }) => {
    const found = targets.find(({ path }) => path === params['path']);
    return found ? { data: found } : { error: { code: 'TARGET_NOT_FOUND', message: 'It is not there.' } };
  },
  getCommand: () => ({ data: command }),
  ...{ approveTargets: decided, rejectTargets: decided, steerTargets: decided },
};
const run = (...args: string[]) => cli().run(behaviour, ['fleet', ...args]);
const sent = (operation: 'approveTargets' | 'rejectTargets' | 'steerTargets') =>
  cli()
    .asked(operation)
    .map(({ body }) => body);
/** As "fleet diff" remembers what it has shown. */
const shown = (changes: Record<string, string>, diffs: Record<string, string> = {}) =>
  cli().file('shown.json', JSON.stringify({ [fleetId]: { changes, failures: {}, diffs } }));

describe('approve', () => {
  test('shows every change that waits, those of the most targets first, and sends what it has shown', async () => {
    const { code, stdout, stderr } = await run('approve', fleetId, '--yes', '--reason', 'fine');
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'Done: approve.']);
    expect(stderr.split('\n')).toEqual([
      '5 targets wait for a review, with 4 changes:',
      '  2 targets  1 file +1 −2   aaaaaaaa  pay, users',
      '   1 target  1 file +40 −2  bbbbbbbb  auth',
      '   1 target  not known                web',
      '   1 target  1 file +1 −2   cccccccc  mail',
      `To see one: bgagent fleet diff ${fleetId} pay`,
      '',
    ]);
    expect(sent('approveTargets')).toEqual([
      {
        reason: 'fine',
        targets: ['auth', 'pay', 'users', 'web', 'mail'],
        hashes: { auth: hash('b'), pay: hash('a'), users: hash('a'), mail: hash('c') },
      },
    ]);
  });

  test('of all needs a yes; named targets and groups are named already', async () => {
    const { code, stderr } = await run('approve', fleetId);
    expect([code, stderr]).toEqual([2, expect.stringContaining('name targets with --target or --change-group, or give --yes')]);
    expect(sent('approveTargets')).toEqual([]);
    expect((await run('approve', fleetId, '--target', 'auth', '--target', 'web', '--target', 'gate')).code).toBe(0);
    expect((await run('approve', fleetId, '--target', 'gate', '--pass-over')).stderr).toBe('');
    expect(sent('approveTargets')).toEqual([
      { targets: ['auth', 'web', 'gate'], hashes: { auth: hash('b') } },
      { targets: ['gate'], pass_over: true },
    ]);
  });

  test('of a group takes the change that had its number, and tells who is not in it any more', async () => {
    shown({ 1: hash('a') });
    const { code, stderr } = await run('approve', fleetId, '--change-group', '1');
    expect(code).toBe(0);
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      '2 targets wait for a review, with 1 change:',
      '  2 targets  1 file +1 −2  aaaaaaaa  pay, users',
    ]);
    expect(stderr).toContain('Not with this change any more, and left out: mail (1 file +1 −2)\n');
    await run('approve', fleetId, '--change-group', 'BBBBBBBB', '--target', 'auth');
    expect(sent('approveTargets')).toEqual([{ change_group: hash('a') }, { targets: ['auth'], change_group: 'bbbbbbbb' }]);
  });

  test('of a target with another change than its diff had is refused, with what shows it anew', async () => {
    shown({}, { pay: hash('a'), auth: hash('a') });
    const { code, stderr } = await run('approve', fleetId, '--yes');
    expect([code, stderr.split('\n')]).toEqual([
      1,
      [
        'bgagent: one target has another change now than the diff that you have looked at, so nothing was approved: look at it again, then approve again.',
        `  bgagent fleet diff ${fleetId} auth`,
        '',
      ],
    ]);
    expect((await run('approve', fleetId, '--target', 'pay')).code).toBe(0);
    expect(sent('approveTargets')).toEqual([{ targets: ['pay'], hashes: { pay: hash('a') } }]);
  });

  test('leaves unknown targets to the fleet, which refuses all that is wrong at once', async () => {
    await run('approve', fleetId, '--target', 'nope');
    expect(sent('approveTargets')).toEqual([{ targets: ['nope'] }]);
  });

  test('where nothing waits for a review says what else may be meant', async () => {
    const { code, stderr } = await cli().run({ ...behaviour, listTargets: () => ({ data: [gated] }) }, [
      'fleet',
      'approve',
      fleetId,
      '--yes',
    ]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('no target waits for a review. To let targets go on')]);
  });

  test.each([
    ['7', 'no change with this number was shown here'],
    ['abcdefg', 'write the number of a group'],
    ['-1', 'write the number of a group'],
  ])('--change-group %s is refused', async (group, message) => {
    shown({ 1: hash('a') });
    const { code, stderr } = await run('approve', fleetId, `--change-group=${group}`);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

test('reject shows what it is about, and sends the reason', async () => {
  shown({ 1: hash('a') });
  expect((await run('reject', fleetId)).code).toBe(2);
  const { code, stderr } = await run('reject', fleetId, '--change-group', '1', '--reason', 'not ours');
  expect([code, stderr]).toEqual([0, expect.stringContaining('2 targets wait for a review, with 1 change:')]);
  await run('reject', fleetId, '--target', 'auth');
  expect(sent('rejectTargets')).toEqual([{ reason: 'not ours', change_group: hash('a') }, { targets: ['auth'] }]);
});

test('steer sends the words, also from standard input', async () => {
  shown({ 2: hash('b') });
  await run('steer', fleetId, 'Keep it.', '--target', 'auth', '--target', 'pay');
  await cli().run(behaviour, ['fleet', 'steer', fleetId, '-', '--change-group', '2'], { input: 'Line 1\nLine 2\n' });
  expect(sent('steerTargets')).toEqual([
    { targets: ['auth', 'pay'], text: 'Keep it.' },
    { change_group: hash('b'), text: 'Line 1\nLine 2' },
  ]);
  const [nobody, nothing] = [await run('steer', fleetId, 'Keep it.'), await run('steer', fleetId, '--target', 'auth')];
  expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining('--target PATH or --change-group N')]);
  expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('what the agent is to be told is missing')]);
});
