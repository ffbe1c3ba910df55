import type { FleetView, GroupView } from '../../contracts/http/fleet.ts';
import { CliAgainstServer } from './cli-against-server.ts';
import type { Answer, Behaviour } from './contract-server.ts';
import { fleetId, sampleFleet, sampleTarget } from './samples.ts';

let cli: CliAgainstServer;
beforeEach(() => {
  cli = new CliAgainstServer();
});
afterEach(() => cli.close());

const commandId = '01KAE5X0000000000000000C01';
const location = `/v1/fleets/${fleetId}/commands/${commandId}`;
const policy: NonNullable<FleetView['failure']> = {
  threshold_percent: 20,
  threshold_count: null,
  of: 'finished',
  min_finished: null,
  uniform_early_failure: 3,
  unit: 'target',
  exclude_classes: ['network'],
  action: 'pause',
};
const paused = sampleFleet(
  {
    status: 'PAUSED',
    revision: 4,
    failure: policy,
    reason: {
      code: 'threshold',
      message: 'failure threshold: 25.0 % of finished (1/4), 8.3 % of total (1/12), limit 20 %. Failed: auth.',
      since: '2026-11-20T10:00:01.000Z',
      actor: null,
    },
    actions: ['continue', 'abort', 'cancel', 'retry', 'edit'],
    labels: { team: 'a', old: 'x' },
  },
  { SUCCEEDED: 3, FAILED: 1, PENDING: 8 },
);
type Verdict = { result: string; code?: string; message?: string; refused_targets?: string[] } | null;
const command = (verdict: Verdict): Answer => ({
  data: {
    command_id: commandId,
    fleet_id: fleetId,
    kind: 'pause',
    actor: 'ana',
    reason: null,
    at: '2026-11-20T10:00:01.000Z',
    verdict: verdict && { code: null, message: null, refused_targets: [], ...verdict },
  },
});
const decided = (fleet: FleetView): Answer => ({ data: fleet, headers: { location } });
const applied: Behaviour = { getCommand: () => command({ result: 'applied' }), listTargets: () => ({ data: [sampleTarget()] }) };

describe('commands', () => {
  test('each sends its body with a key, says what became of it, and shows the fleet after it', async () => {
    const behaviour: Behaviour = {
      ...applied,
      pauseFleet: () => decided(paused),
      continueFleet: () => decided(sampleFleet()),
      abortFleet: () => decided(sampleFleet({ status: 'ABORTING' })),
      retryFleet: () => decided(sampleFleet()),
    };
    const pause = await cli.run(behaviour, ['fleet', 'pause', fleetId, '--reason', 'lunch', '--expect-revision', '3']);
    expect([pause.code, pause.stderr]).toEqual([0, '']);
    expect(pause.stdout).toMatch(/^Done: pause\.\nMigrate to slog {3}\w+ {3}PAUSED {3}failure threshold: 25\.0 %/);
    expect(cli.asked('pauseFleet')[0]?.body).toEqual({ reason: 'lunch', expect_revision: 3 });
    expect(cli.asked('pauseFleet')[0]?.headers['idempotency-key']).toMatch(/^[0-9A-Z]{26}$/);
    await cli.run(behaviour, ['fleet', 'continue', fleetId]);
    await cli.run(behaviour, ['fleet', 'continue', fleetId, '--skip-remaining']);
    expect(cli.asked('continueFleet').map(({ body }) => body)).toEqual([{}, { skip_remaining: true }]);
    expect((await cli.run(behaviour, ['fleet', 'abort', fleetId])).code).toBe(2);
    await cli.run(behaviour, ['fleet', 'abort', fleetId, '-y', '--reason', 'enough']);
    expect(cli.asked('abortFleet').map(({ body }) => body)).toEqual([{ reason: 'enough' }]);
    await cli.run(behaviour, ['fleet', 'retry', fleetId]);
    await cli.run(behaviour, ['fleet', 'retry', fleetId, '--only', 'lost', '--target', 'a/b', '--target', 'c']);
    expect(cli.asked('retryFleet').map(({ body }) => body)).toEqual([{}, { only: 'lost', targets: ['a/b', 'c'] }]);
  });

  test('--json prints the data of the answer and nothing else', async () => {
    const { stdout } = await cli.run({ ...applied, pauseFleet: () => decided(paused) }, ['fleet', 'pause', fleetId, '--json']);
    expect(JSON.parse(stdout)).toEqual(paused);
  });

  test('no change, and targets that were left as they are, are told', async () => {
    const verdicts = [
      { result: 'no_change' },
      { result: 'applied', message: '1 target was left as it is.', refused_targets: ['users'] },
    ];
    const behaviour: Behaviour = {
      ...applied,
      getCommand: () => command(verdicts.shift() ?? null),
      pauseFleet: () => decided(paused),
      retryFleet: () => decided(paused),
    };
    expect((await cli.run(behaviour, ['fleet', 'pause', fleetId])).stdout).toMatch(/^No change: the fleet is PAUSED already\.\n/);
    const { stdout } = await cli.run(behaviour, ['fleet', 'retry', fleetId]);
    expect(stdout).toMatch(/^Done: retry\.\n1 target was left as it is\.\nLeft as they are: users\n/);
  });

  test('a refusal is an error in one line that says why and what is possible', async () => {
    const message = 'The fleet is RUNNING: continue is not possible. Possible now: pause, cancel.';
    const behaviour: Behaviour = {
      continueFleet: () => ({ error: { code: 'INVALID_STATE', message } }),
      pauseFleet: () => ({ error: { code: 'VERSION_MISMATCH', message: 'The fleet has revision 4, not 3.' } }),
    };
    const refused = await cli.run(behaviour, ['fleet', 'continue', fleetId]);
    expect(refused).toEqual({ code: 1, stdout: '', stderr: `bgagent: ${message}\n` });
    const mismatch = await cli.run(behaviour, ['fleet', 'pause', fleetId, '--expect-revision', '3']);
    expect([mismatch.code, mismatch.stderr]).toEqual([
      1,
      expect.stringMatching(/^bgagent: The fleet has revision 4, not 3\. Look .*\n$/),
    ]);
  });

  test('a command that is not decided at once is waited for, whichever way it goes', async () => {
    const verdicts: Verdict[] = [null, { result: 'applied' }, { result: 'refused', code: 'INVALID_STATE', message: 'Too late.' }];
    const behaviour: Behaviour = {
      ...applied,
      getFleet: () => ({ data: paused }),
      getCommand: () => command(verdicts.shift() ?? null),
      pauseFleet: () => ({ data: { command_id: commandId, fleet_id: fleetId } }),
    };
    const { code, stdout, stderr } = await cli.run(behaviour, ['fleet', 'pause', fleetId]);
    expect([code, stdout.includes('PAUSED')]).toEqual([0, true]);
    expect(stderr).toBe(`The fleet has not decided yet (command ${commandId}); waiting for it.\n`);
    const refused = await cli.run(behaviour, ['fleet', 'pause', fleetId]);
    expect([refused.code, refused.stdout, refused.stderr.includes('bgagent: Too late.')]).toEqual([1, '', true]);
  });
});

describe('edit', () => {
  const behaviour: Behaviour = { ...applied, getFleet: () => ({ data: paused }), editFleet: () => decided(paused) };
  const edit = (...flags: string[]) => cli.run(behaviour, ['fleet', 'edit', fleetId, ...flags]);

  test('sends only what is named', async () => {
    await edit('--max-concurrency', '8', '--title', 'T', '--launches-per-minute', 'none', '--reason', 'faster');
    await edit('--launches-per-minute', '30', '--failure-threshold', 'none');
    expect(cli.asked('editFleet').map(({ body }) => body)).toEqual([
      { max_concurrency: 8, title: 'T', launches_per_minute: null, reason: 'faster' },
      { launches_per_minute: 30, failure: null, expect_revision: 4 },
    ]);
  });

  test('keeps what a policy and labels say besides, and is refused where they changed meanwhile', async () => {
    await edit('--failure-threshold', '3', '--label', 'team=b', '--label', 'old=', '--label', 'new=1');
    await edit('--on-breach', 'abort', '--expect-revision', '2');
    expect(cli.asked('editFleet').map(({ body }) => body)).toEqual([
      {
        failure: { ...policy, threshold_percent: null, threshold_count: 3 },
        labels: { team: 'b', new: '1' },
        expect_revision: 4,
      },
      { failure: { ...policy, action: 'abort' }, expect_revision: 2 },
    ]);
  });

  test.each([[[]], [['--failure-threshold', 'many']], [['--launches-per-minute', 'x']]])('%j is a usage error', async (flags) => {
    expect((await edit(...flags)).code).toBe(2);
    expect(cli.asked('editFleet')).toEqual([]);
  });
});

describe('submit', () => {
  const accepting: Behaviour = { submitFleet: () => ({ data: sampleFleet({ status: 'PENDING' }) }) };
  const submit = (...flags: string[]) => cli.run(accepting, ['fleet', 'submit', ...flags]);
  const bodies = () => cli.asked('submitFleet').map(({ body }) => body);

  test('policy, gates and pace are flags', async () => {
    const flags = ['--failure-threshold', '12.5%', '--on-breach', 'abort', '--canary', '2', '--require-approval'];
    await submit('--repo', 'acme/auth', ...flags, '--launches-per-minute', '30', '--max-concurrent-groups', '3');
    await submit('--repo', 'acme/auth', '--failure-threshold', 'none');
    expect(bodies()).toEqual([
      {
        targets: ['acme/auth'],
        max_concurrent_groups: 3,
        launches_per_minute: 30,
        canary: { count: 2 },
        require_approval: true,
        failure: { threshold_percent: 12.5, threshold_count: null, action: 'abort' },
      },
      { targets: ['acme/auth'], failure: null },
    ]);
    expect((await submit('--repo', 'acme/auth', '--failure-threshold', 'none', '--on-breach', 'abort')).code).toBe(2);
  });

  test('groups and policy of a fleet.yaml are sent as they are; flags win over single settings of it', async () => {
    const groups = [{ name: 'a', targets: ['acme/auth'], approval: 'required' }];
    const failure = { threshold_count: 2, exclude_classes: ['network'] };
    cli.file('fleet.yaml', JSON.stringify({ title: 'T', groups, failure, ramp: { start: 1, factor: 2 } }));
    await submit('-f', 'fleet.yaml', '--failure-threshold', '15%');
    expect(bodies()).toEqual([
      {
        title: 'T',
        groups,
        ramp: { start: 1, factor: 2 },
        failure: { threshold_percent: 15, threshold_count: null, exclude_classes: ['network'] },
      },
    ]);
  });

  test('repositories that flags name take the place of all that a fleet.yaml names', async () => {
    cli.file('fleet.yaml', 'title: T\ngroups: [{name: a, targets: [acme/auth]}]\n');
    const { stderr } = await submit('-f', 'fleet.yaml', '--repo', 'acme/users');
    expect(bodies()).toEqual([{ title: 'T', targets: ['acme/users'] }]);
    expect(stderr).toBe('warning: the groups of fleet.yaml are left out: the flags name the repositories\n');
  });

  test('--retry-of names an earlier fleet, @last too, and then nothing else is needed', async () => {
    await submit('--repo', 'acme/auth');
    expect((await submit('--retry-of', '@last', '--title', 'Again')).code).toBe(0);
    expect(bodies()[1]).toEqual({ title: 'Again', retry_of: fleetId });
  });

  test('a fleet that waits for an approval says so, and how to give it', async () => {
    const reason = { code: 'approval_required', message: 'Waits for an approval.', since: paused.created_at, actor: null };
    const waiting = sampleFleet({ status: 'PENDING', reason, actions: ['continue', 'cancel'] });
    const behaviour: Behaviour = { submitFleet: () => ({ data: waiting }), getFleet: () => ({ data: waiting }) };
    const args = ['fleet', 'submit', '--repo', 'acme/auth', '--require-approval'];
    const { stdout } = await cli.run(behaviour, args);
    expect(stdout).toContain('PENDING: Waits for an approval.\nNext: bgagent fleet continue @last');
    expect((await cli.run(behaviour, [...args, '--wait'])).code).toBe(5);
  });
});

const counts = sampleFleet({}, {}).progress.counts;
const group = (path: string, change: Partial<GroupView>, of: Partial<typeof counts>): GroupView => ({
  path,
  from: 0,
  to: 1,
  max_concurrency: null,
  approval: null,
  status: 'RUNNING',
  has_failures: (of.FAILED ?? 0) > 0,
  counts: { ...counts, ...of },
  groups: [],
  ...change,
});

describe('status', () => {
  const failedOf = (path: string, repo: string, message: string) => {
    const [name = ''] = path.split('/');
    const failure = { class: 'verification', code: 'VERIFICATION_FAILED', message, retryable: false, by: 'user' };
    return sampleTarget({ path, group: name, repo, failure });
  };
  const failed = [
    failedOf('payments/gateway', 'acme/gateway', 'Verifier "test" failed.'),
    failedOf('payments/ledger', 'acme/ledger', 'Verifier "test" failed.'),
    failedOf('mail/smtp', 'acme/smtp', 'no branch protection token'),
    failedOf('mail/imap', 'acme/imap', 'too many changes'),
  ];
  const groups = [
    group('platform', { status: 'SUCCEEDED' }, { SUCCEEDED: 4 }),
    group('payments', {}, { SUCCEEDED: 1, FAILED: 2, PENDING: 2 }),
    group('mail', {}, { SUCCEEDED: 4, FAILED: 2, RUNNING: 1, PENDING: 4 }),
    group('late', { status: 'PENDING', approval: 'required' }, { PENDING: 2 }),
    group('left', { status: 'SKIPPED' }, { SKIPPED: 1 }),
  ];
  const status = async (fleet: FleetView) => {
    const behaviour: Behaviour = {
      submitFleet: () => ({ data: fleet }),
      getFleet: () => ({ data: fleet }),
      listTargets: () => ({ data: failed }),
    };
    await cli.run(behaviour, ['fleet', 'submit', '--repo', 'acme/auth']);
    return (await cli.run(behaviour, ['fleet', 'status'])).stdout.split('\n');
  };

  test('groups are a checklist, with why and which where some failed', async () => {
    const lines = await status(sampleFleet({ ...paused, groups }, { SUCCEEDED: 9, FAILED: 3, RUNNING: 2, PENDING: 10 }));
    expect(lines.filter((line) => /^ +\[/.test(line))).toEqual([
      '  [✓] platform  4/4',
      '  [✗] payments  3/5   2 failed: Verifier "test" failed. (acme/gateway, acme/ledger)',
      '  [~] mail      6/11  2 failed: no branch protection token (acme/smtp); also acme/imap · 1 running',
      '  [ ] late      0/2   waits for an approval',
      '  [-] left      1/1   1 skipped',
    ]);
  });

  test('a fleet that waits says why, and names the commands that decide', async () => {
    const lines = await status(paused);
    expect(lines[0]).toContain(
      'PAUSED   failure threshold: 25.0 % of finished (1/4), 8.3 % of total (1/12), limit 20 %. Failed: auth.',
    );
    expect(lines.find((line) => line.startsWith('Next: '))).toBe(
      'Next: bgagent fleet continue @last · fleet continue --skip-remaining · fleet retry · fleet cancel · fleet logs payments/gateway',
    );
  });

  test('a fleet that ended with failures can be tried again; nested groups are indented', async () => {
    const nested = [group('a', { status: 'FAILED', groups: [group('a/b', { status: 'FAILED' }, { FAILED: 1 })] }, { FAILED: 1 })];
    const lines = await status(sampleFleet({ status: 'FAILED', actions: ['retry'], groups: nested }, { FAILED: 1 }));
    expect(lines).toContain('  [✗] a      1/1  1 failed');
    expect(lines).toContain('    [✗] a/b  1/1  1 failed');
    expect(lines.find((line) => line.startsWith('Next: '))).toMatch(/^Next: bgagent fleet retry @last · fleet logs/);
  });

  test('of very many groups those are shown that deserve a look', async () => {
    const many = Array.from({ length: 60 }, (_, at) =>
      group(`g${at}`, { status: at === 7 ? 'FAILED' : 'PENDING' }, { PENDING: 1 }),
    );
    const lines = await status(sampleFleet({ groups: many }));
    expect(lines.filter((line) => line.includes('[✗] g'))).toHaveLength(1);
    expect(lines).toContain('  and 59 more groups: 59 [ ]');
  });
});

test('watch shows what commands do as they take effect', async () => {
  const states = [
    sampleFleet({}, { PENDING: 2, RUNNING: 1 }),
    sampleFleet({ max_concurrency: 8, failure: policy, title: 'New', acknowledged_failures: 1 }, { PENDING: 2, RUNNING: 1 }),
    sampleFleet({
      max_concurrency: 8,
      failure: policy,
      title: 'New',
      acknowledged_failures: 1,
      status: 'CANCELLED',
      reason: { code: 'user', message: 'wrong branch', since: paused.created_at, actor: 'ana' },
    }),
  ];
  let look = 0;
  const getFleet = () => ({ data: states[Math.min(look++, 2)] });
  const { stdout, code } = await cli.run({ getFleet, listTargets: () => ({ data: [] }) }, ['fleet', 'watch', fleetId]);
  expect(code).toBe(3);
  expect(stdout).toContain('edited: max-concurrency 8 (was 4)');
  expect(stdout).toContain('edited: failure policy pause at more than 20 % of finished (was none)');
  expect(stdout).toContain('1 failure acknowledged');
  expect(stdout).toMatch(/CANCELLED .*wrong branch \(by ana\)/);
});

test('the output of an earlier attempt is still there', async () => {
  const attempts = ['1', '2'].map((n) => ({
    ...sampleTarget(),
    trigger: 'retry',
    attempt: Number(n),
    task_id: `01KAE5X000000000000000000${n}`,
  }));
  const behaviour: Behaviour = {
    getTarget: () => ({ data: { ...sampleTarget(), ...attempts[1], attempts } }),
    getTaskOutput: ({ params }) => ({ text: `of ${params['task_id'] ?? ''}\n` }),
  };
  const logs = (...flags: string[]) => cli.run(behaviour, ['fleet', 'logs', fleetId, 'auth', ...flags]);
  expect((await logs()).stdout).toContain('0002\n');
  expect((await logs('--attempt', '1')).stdout).toContain('0001\n');
  expect((await logs('--attempt', '3')).code).toBe(6);
});
