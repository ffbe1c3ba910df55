/** `fleet watch`, and submit with --wait: what is shown while a fleet runs, and the exit code. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { cliForEachTest } from './cli-against-server.ts';
import type { Behaviour } from './contract-server.ts';
import { fleetSeenAs, submitAnd } from './behaviours.ts';
import type { RunOptions } from './run-cli.ts';
import { fleetId, sampleFleet, samplePolicy, sampleTarget } from './samples.ts';

const cli = cliForEachTest();

const running = sampleFleet({}, { PENDING: 1, RUNNING: 2 });
const ended = sampleFleet({ status: 'SUCCEEDED', actions: [] }, { SUCCEEDED: 3 });
const partial = sampleFleet({ status: 'PARTIAL', actions: [] }, { SUCCEEDED: 2, FAILED: 1 });

describe('waiting', () => {
  test('--wait tells progress on stderr, the end on stdout, and is 0 where all succeeded', async () => {
    const { code, stdout, stderr } = await cli().run(fleetSeenAs([running, ended]), submitAnd('--wait'));
    expect(code).toBe(0);
    expect(stdout).toContain('3/3 done · 3 succeeded');
    expect(stderr).toContain('RUNNING  0/3 done · 2 running · 1 pending');
    expect(stdout).not.toContain('RUNNING');
  });

  test('--wait --json, as a process, leaves only the data on stdout', async () => {
    const { url, token } = await cli().start(fleetSeenAs([running, partial]));
    const env = { BGAGENT_API_URL: url, BGAGENT_TOKEN: token };
    const { code, stdout } = await cli().folder.run(submitAnd('--wait', '--json'), { env });
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual(partial);
  });

  test('watch prints a line for each change only, then the status with why targets failed, and is 3 after failures', async () => {
    const { code, stdout } = await cli().run(fleetSeenAs([running, running, partial]), ['fleet', 'watch', fleetId]);
    expect(code).toBe(3);
    expect(stdout.match(/RUNNING {2}0\/3/g)).toHaveLength(1);
    expect(stdout).toMatch(/✗ auth +failed 1m 4s +Verifier "test" failed\./);
    expect(stdout).toContain(`fleet logs ${fleetId} auth`);
  });

  test.each([
    [
      'a paused fleet is 5',
      sampleFleet({ status: 'PAUSED', reason: { code: 'user', message: 'lunch', since: running.created_at, actor: 'ana' } }),
      [],
      5,
    ],
    ['a cancelled fleet is 3', sampleFleet({ status: 'CANCELLED' }, { CANCELLED: 3 }), [], 3],
    ['the time is up is 124', running, ['--timeout', '1s'], 124],
  ])('%s', async (_name, state, flags, expected) => {
    expect((await cli().run(fleetSeenAs([state]), ['fleet', 'watch', fleetId, ...flags])).code).toBe(expected);
  });

  test('Ctrl-C detaches, says so, and cancels nothing', async () => {
    const onStart: RunOptions['onStart'] = (child) => {
      child.stdout?.once('data', () => child.kill('SIGINT'));
    };
    const { code, stderr } = await cli().run(fleetSeenAs([running]), ['fleet', 'watch', fleetId], { onStart });
    expect(code).toBe(130);
    expect(stderr).toContain('Detached: the fleet goes on');
    expect(cli().asked('cancelFleet')).toEqual([]);
  });
});

test('watch shows what commands do as they take effect', async () => {
  const states = [
    sampleFleet({}, { PENDING: 2, RUNNING: 1 }),
    sampleFleet(
      { max_concurrency: 8, failure: samplePolicy, title: 'New', acknowledged_failures: 1 },
      { PENDING: 2, RUNNING: 1 },
    ),
    sampleFleet({
      max_concurrency: 8,
      failure: samplePolicy,
      title: 'New',
      acknowledged_failures: 1,
      status: 'CANCELLED',
      reason: { code: 'user', message: 'wrong branch', since: running.created_at, actor: 'ana' },
    }),
  ];
  let look = 0;
  const getFleet = () => ({ data: states[Math.min(look++, 2)] });
  const { stdout, code } = await cli().run({ getFleet, listTargets: () => ({ data: [] }) }, ['fleet', 'watch', fleetId]);
  expect(code).toBe(3);
  expect(stdout).toContain('edited: max-concurrency 8 (was 4)');
  expect(stdout).toContain('edited: failure policy pause at more than 20 % of finished (was none)');
  expect(stdout).toContain('1 failure acknowledged');
  expect(stdout).toMatch(/CANCELLED .*wrong branch \(by ana\)/);
});

test('without a terminal, a wait for a forge is a line, and its time alone is no new one', async () => {
  const waitsUntil = (until: string) => sampleFleet({ waiting: [{ host: 'github.com', count: 2, until }] }, { QUEUED: 2 });
  const looks = [
    waitsUntil('2026-11-20T10:12:13.000Z'),
    waitsUntil('2026-11-20T10:14:13.000Z'),
    sampleFleet({ status: 'SUCCEEDED' }, { SUCCEEDED: 2 }),
  ];
  const { stdout } = await cli().run(fleetSeenAs(looks), ['fleet', 'watch', fleetId]);
  expect(stdout.match(/RUNNING .*/g)).toEqual(['RUNNING  0/2 done · 2 queued  2 targets wait for github.com, about 3m']);
});

test('without a terminal, a target that ended is told although it could not be read at first', async () => {
  const one = sampleFleet({}, { RUNNING: 1, SUCCEEDED: 1 });
  const looks = [sampleFleet({}, { RUNNING: 2 }), one, one, one];
  const ended = sampleFleet({ status: 'SUCCEEDED' }, { SUCCEEDED: 2 });
  let reads = 0;
  const behaviour: Behaviour = {
    getFleet: () => ({ data: looks.shift() ?? ended }),
    // Neither at the first look after the end, nor when the fleet has ended.
    listTargets: () =>
      (reads += 1) === 1 || looks.length === 0
        ? { error: { code: 'FORBIDDEN', message: 'Not now.' } }
        : { data: [sampleTarget({ path: 'auth', status: 'SUCCEEDED', failure: null })] },
  };
  const { stdout } = await cli().run(behaviour, ['fleet', 'watch', fleetId]);
  expect(stdout.match(/✓ auth succeeded/g)).toHaveLength(1);
});

test.each<[string, Partial<FleetView>]>([
  ['steps, heals and gates', { steps: [{ name: 'design', pending: 0, running: 1, waiting: 0, done: 0, failed: 0 }] }],
  ['reviews', { publish: 'review' }],
])('%s are told as the log tells them, each once, beginning with those after the first look', async (_, kind) => {
  const stepped = (change: Partial<FleetView>) => sampleFleet({ ...kind, ...change }, { RUNNING: 1 });
  const entry = (seq: number, action: string, reason: string) => ({
    ...{
      seq,
      at: running.created_at,
      actor: { kind: 'policy' },
      action,
      targets: ['auth'],
      target_count: 1,
      ordinals: [],
      attempt: null,
    },
    ...{ reason, counts: {} },
  });
  const log = [
    entry(1, 'stepped', 'Too early.'),
    entry(2, 'launched', 'Launched 1 target.'),
    entry(3, 'stepped', '1 target went on to the step implement.'),
    entry(4, 'healed', '1 target failed and will be healed.'),
    entry(5, 'approved', 'Approved 1 target.'),
    entry(6, 'steered', 'Steered 1 target.'),
  ];
  const looks = [log.slice(0, 1), log.slice(0, 4), log];
  const listLog = () => ({ data: (looks.length > 1 ? looks.shift() : looks[0])?.toReversed() });
  const states = [stepped({}), stepped({ revision: 2 }), stepped({ status: 'SUCCEEDED' })];
  const { stdout } = await cli().run({ ...fleetSeenAs(states), listLog }, ['fleet', 'watch', fleetId]);
  expect(stdout).not.toContain('Too early.');
  expect(stdout).not.toContain('Launched');
  expect(stdout.match(/^9m 12s {2}(?:1 target|Approved|Steered).*$/gm)).toEqual([
    '9m 12s  1 target went on to the step implement: auth',
    '9m 12s  1 target failed and will be healed: auth',
    '9m 12s  Approved 1 target: auth',
    '9m 12s  Steered 1 target: auth',
  ]);
});
