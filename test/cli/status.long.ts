import type { FleetView } from '../../contracts/http/fleet.ts';
import { harmlessOutput } from '../../cli/output/harmless-output.ts';
import { renderFleetStatus } from '../../cli/render/fleet/fleet-status.ts';
import { nextCommands } from '../../cli/render/fleet/next-commands.ts';
import { plainView } from '../../cli/render/view.ts';
import { CliAgainstServer } from './cli-against-server.ts';
import type { Behaviour } from './contract-server.ts';
import { fleetId, sampleFleet, sampleTarget, sampleTask, taskId } from './samples.ts';

let cli: CliAgainstServer;
beforeEach(() => {
  cli = new CliAgainstServer();
});
afterEach(() => cli.close());

const pullRequest = 'https://github.com/acme/auth/pull/12';
const targets = [
  sampleTarget({ path: 'auth', status: 'SUCCEEDED', failure: null, pr_url: pullRequest, outcome: 'changed' }),
  sampleTarget({ path: 'mail', ordinal: 1 }),
  sampleTarget({ path: 'pay', ordinal: 2, status: 'PENDING', failure: null, branch: null, duration_s: null, started_at: null }),
  sampleTarget({
    path: 'slow',
    ordinal: 3,
    status: 'RUNNING',
    failure: null,
    duration_s: null,
    last_line: 'compiling half of it',
  }),
];
const running = sampleFleet({}, { SUCCEEDED: 1, FAILED: 1, PENDING: 1, RUNNING: 1 });
const of = (fleet: FleetView): Behaviour => ({ getFleet: () => ({ data: fleet }), listTargets: () => ({ data: targets }) });
const status = async (behaviour: Behaviour, ...flags: string[]) =>
  await cli.run(behaviour, ['fleet', 'status', fleetId, ...flags]);

describe('fleet status', () => {
  test('shows up to 20 targets one by one, those that run first, with their links and the link of the fleet', async () => {
    const { code, stdout } = await status(of(running));
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').slice(2)).toEqual([
      expect.stringMatching(/^ {2}~ slow {2}running \S+( \S+)?$/),
      `  ✗ mail  failed 1m 4s     Verifier "test" failed. · bgagent/${fleetId}/auth`,
      `  ✓ auth  succeeded 1m 4s  ${pullRequest}`,
      '    pay   pending',
      expect.stringMatching(new RegExp(`^Fleet: http://127\\.0\\.0\\.1:\\d+/v1/fleets/${fleetId}$`)),
      expect.stringMatching(/^Next: /),
    ]);
  });

  test('shows of more than 20 what changed last, the newest first', async () => {
    const entry = (seq: number, reason: string, names: string[]) => ({
      seq,
      at: running.created_at,
      actor: { kind: 'system' },
      action: 'launched',
      targets: names,
      target_count: names.length,
      attempt: null,
      reason,
      counts: {},
    });
    const log = [entry(9, 'Launched 4 targets.', ['a', 'b', 'c', 'd']), entry(8, 'Submitted.', [])];
    const { stdout } = await status({ ...of(sampleFleet({}, { RUNNING: 21 })), listLog: () => ({ data: log }) });
    const lines = stdout.split('\n');
    const heading = lines.indexOf('  What changed last:');
    expect(lines[heading + 1]).toMatch(/ago {2}Launched 4 targets: a, b, c, 1 more$/);
    expect(lines[heading + 2]).toMatch(/ago {2}Submitted\.$/);
    expect(cli.asked('listLog').map(({ query }) => query['order'])).toEqual(['desc']);
    expect(cli.asked('listTargets')).toEqual([]);
  });

  test('is no wider than 80 columns, cuts no link, and leaves out the last targets where there is no room', () => {
    const picture = { fleet: running, link: 'http://api/v1/fleets/x', targets, failed: [], latest: [] };
    const reason = { code: 'user', message: 'word '.repeat(30).trim(), since: running.created_at, actor: null };
    const narrow = { ...plainView(0), columns: 80 };
    const lines = renderFleetStatus({ ...picture, fleet: { ...running, reason } }, narrow).split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.find((line) => line.includes('mail'))).toMatch(/Verifier "test" failed\.$/);
    expect(lines.map((line) => line.trim())).toContain(`bgagent/${fleetId}/auth`);
    const low = renderFleetStatus(picture, { ...narrow, rows: 10 });
    expect(low.split('\n').length).toBeLessThan(10);
    expect(low).toMatch(/~ slow [\s\S]*and 3 more: 1 failed, 1 succeeded, 1 pending\n/);
  });

  test('exits as a watch where asked to: 124 while the fleet goes on', async () => {
    expect((await status(of(running), '--exit-code')).code).toBe(124);
  });

  test('offers to retry only what there is', async () => {
    const cancelled = (counts: Parameters<typeof sampleFleet>[1]) =>
      sampleFleet({ status: 'CANCELLED', actions: ['retry'] }, counts);
    const { code, stdout } = await status(
      { ...of(cancelled({ CANCELLED: 3 })), listTargets: () => ({ data: [] }) },
      '--exit-code',
    );
    expect(code).toBe(3);
    expect(stdout).toContain(`Next: bgagent fleet retry ${fleetId} --only cancelled · fleet targets`);
    const next = (counts: Parameters<typeof sampleFleet>[1]) =>
      nextCommands(cancelled(counts), counts?.FAILED ? [sampleTarget()] : [], { lastFleet: fleetId });
    expect(next({ SKIPPED: 2 })).toEqual(['bgagent fleet retry @last --only skipped', 'fleet targets']);
    expect(next({ FAILED: 1, CANCELLED: 2 }).slice(0, 2)).toEqual(['bgagent fleet retry @last', 'fleet retry --only cancelled']);
  });
});

test('fleet watch shows at a terminal the last line that a running target printed', async () => {
  const ended = sampleFleet({ status: 'SUCCEEDED' }, { SUCCEEDED: 4 });
  const looks = [running, ended];
  const behaviour: Behaviour = { ...of(running), getFleet: () => ({ data: looks.shift() ?? ended }) };
  const { code, stdout } = await cli.run(behaviour, ['fleet', 'watch', fleetId], { terminal: 100 });
  expect(code).toBe(0);
  expect(stdout).toMatch(/slow {2}running [^\r\n]*compiling half of it/);
  // Who watches needs no offer to.
  expect(stdout).toContain('Next: bgagent fleet');
  expect(stdout).not.toContain('fleet watch');
});

test('fleet watch off a terminal tells of a target that ended although it could not be read at first', async () => {
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
  const { stdout } = await cli.run(behaviour, ['fleet', 'watch', fleetId]);
  expect(stdout.match(/✓ auth succeeded/g)).toHaveLength(1);
});

describe('what others wrote', () => {
  const evil = 'x\u001B[2J\u001B[31m\u001B]0;t\u0007\u009B1A\u0008\u202Ey';
  /** Besides line ends and what the product itself sends: its colours, and to draw over its picture. */
  const instruction = /[\u0000-\u0008\v\f\u000E-\u001F\u007F-\u009F\u202E]/u;
  const fleet = sampleFleet({
    title: evil,
    status: 'PAUSED',
    reason: { code: 'user', message: evil, since: running.created_at, actor: evil },
    labels: { [evil]: evil },
  });
  const target = sampleTarget({
    path: evil,
    branch: evil,
    failure: { class: 'agent', code: 'X', message: `${evil}\nmore`, retryable: false, by: 'user' },
  });
  const summary = { ...fleet, total: 3, counts: {}, known_usd: 0, unknown_cost_count: 0 };
  const entry = {
    seq: 1,
    at: running.created_at,
    actor: { kind: 'user', id: evil },
    action: evil,
    targets: [evil],
    target_count: 1,
  };
  const printed = `${evil}\r\n\u001B[32mgreen\u001B[0m 10%\r20%\n`;
  const behaviour: Behaviour = {
    getFleet: () => ({ data: fleet }),
    listTargets: () => ({ data: [target] }),
    listFleets: () => ({ data: [summary] }),
    listLog: () => ({ data: [{ ...entry, attempt: null, reason: evil, counts: {} }] }),
    getTask: () => ({ data: sampleTask({ error_message: evil, branch_name: evil }) }),
    cancelTask: () => ({ error: { code: 'INVALID_STATE', message: evil, details: [{ path: evil, code: 'X', message: evil }] } }),
    getTaskOutput: () => ({ text: printed }),
  };

  const coloured = { TERM: 'xterm-256color', NO_COLOR: '', FORCE_COLOR: '1' };

  test.each([[['fleet', 'log', fleetId]], [['task', 'cancel', taskId, '-y']], [['task', 'status', taskId]]])(
    'steers no terminal: %s',
    async (args) => {
      const { stdout, stderr } = await cli.run(behaviour, args);
      expect(`${stdout}${stderr}`).toContain('xy');
      expect(instruction.exec(`${stdout}${stderr}`)).toBeNull();
    },
  );

  test.each([[['fleet', 'status', fleetId]], [['fleet', 'targets', fleetId]]])(
    'steers none that shows our colours either: %s',
    async (args) => {
      const { stdout } = await cli.run(behaviour, args, { terminal: 200, env: coloured });
      const ours = /\u001B\[(?:[0-2]|22|3[126]|[34]9)m/g;
      expect(stdout).toMatch(ours);
      expect(stdout.replaceAll(ours, '')).toContain('xy');
      expect(instruction.exec(stdout.replaceAll(ours, ''))).toBeNull();
      expect(stdout).not.toContain('x\u001B[31m');
    },
  );

  test('is exact in JSON, without a byte that a terminal obeys', async () => {
    const { stdout } = await cli.run(behaviour, ['fleet', 'status', fleetId, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ title: evil });
    expect(instruction.exec(stdout.replaceAll('\u202E', ''))).toBeNull();
  });

  test('is printed as it was by logs into a pipe; at a terminal only its colours are left of what is not text', async () => {
    const logs = ['task', 'logs', taskId];
    expect((await cli.run(behaviour, logs)).stdout).toBe(printed);
    expect((await cli.run(behaviour, logs, { terminal: 80, env: coloured })).stdout).toBe(
      'x\u001B[31my\r\n\u001B[32mgreen\u001B[0m 10%\r\n20%\r\n\u001B[0m',
    );
    expect(harmlessOutput(printed, false)).toBe('xy\ngreen 10%\n20%\n');
  });

  test('is no formula in a CSV file, and numbers stay what they are', async () => {
    const formulas = { ...summary, title: '=HYPERLINK("http://x")', owner: '@a', labels: { '+1': '-1' } };
    const list = ['fleet', 'list', '--output', 'csv'];
    const { stdout } = await cli.run({ listFleets: () => ({ data: [formulas, { ...summary, title: '-12.5' }] }) }, list);
    expect(stdout).toContain(`,"'=HYPERLINK(""http://x"")",'@a,`);
    expect(stdout).toContain(",'+1=-1\n");
    expect(stdout).toContain(',-12.5,');
  });
});
