/** The commands that change a fleet: what they send, and how they show the verdict. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { accepting, submitAnd } from './behaviours.ts';
import { cliForEachTest } from './cli-against-server.ts';
import type { Answer, Behaviour } from './contract-server.ts';
import { fleetId, pausedFleet, sampleFleet, samplePolicy, sampleTarget } from './samples.ts';

const cli = cliForEachTest();

const commandId = '01KAE5X0000000000000000C01';
const location = `/v1/fleets/${fleetId}/commands/${commandId}`;
const paused = pausedFleet();
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
    const pause = await cli().run(behaviour, ['fleet', 'pause', fleetId, '--reason', 'lunch', '--expect-revision', '3']);
    expect([pause.code, pause.stderr]).toEqual([0, '']);
    expect(pause.stdout).toMatch(/^Done: pause\.\nMigrate to slog {3}\w+ {3}PAUSED {3}failure threshold: 25\.0 %/);
    expect(cli().asked('pauseFleet')[0]?.body).toEqual({ reason: 'lunch', expect_revision: 3 });
    expect(cli().asked('pauseFleet')[0]?.headers['idempotency-key']).toMatch(/^[0-9A-Z]{26}$/);
    await cli().run(behaviour, ['fleet', 'continue', fleetId]);
    await cli().run(behaviour, ['fleet', 'continue', fleetId, '--skip-remaining']);
    expect(
      cli()
        .asked('continueFleet')
        .map(({ body }) => body),
    ).toEqual([{}, { skip_remaining: true }]);
    expect((await cli().run(behaviour, ['fleet', 'abort', fleetId])).code).toBe(2);
    await cli().run(behaviour, ['fleet', 'abort', fleetId, '-y', '--reason', 'enough']);
    expect(
      cli()
        .asked('abortFleet')
        .map(({ body }) => body),
    ).toEqual([{ reason: 'enough' }]);
    await cli().run(behaviour, ['fleet', 'retry', fleetId]);
    await cli().run(behaviour, ['fleet', 'retry', fleetId, '--only', 'lost', '--target', 'a/b', '--target', 'c']);
    expect(
      cli()
        .asked('retryFleet')
        .map(({ body }) => body),
    ).toEqual([{}, { only: 'lost', targets: ['a/b', 'c'] }]);
  });

  test('--json prints the data of the answer and nothing else', async () => {
    const { stdout } = await cli().run({ ...applied, pauseFleet: () => decided(paused) }, ['fleet', 'pause', fleetId, '--json']);
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
    expect((await cli().run(behaviour, ['fleet', 'pause', fleetId])).stdout).toMatch(
      /^No change: the fleet is already PAUSED\.\n/,
    );
    const { stdout } = await cli().run(behaviour, ['fleet', 'retry', fleetId]);
    expect(stdout).toMatch(/^Done: retry\.\n1 target was left as it is\.\nNot changed: users\n/);
  });

  test('a refusal is an error in one line that says why and what is possible', async () => {
    const message = 'The fleet is RUNNING: continue is not possible. Possible now: pause, cancel.';
    const behaviour: Behaviour = {
      continueFleet: () => ({ error: { code: 'INVALID_STATE', message } }),
      pauseFleet: () => ({ error: { code: 'VERSION_MISMATCH', message: 'The fleet has revision 4, not 3.' } }),
    };
    const refused = await cli().run(behaviour, ['fleet', 'continue', fleetId]);
    expect(refused).toEqual({ code: 1, stdout: '', stderr: `bgagent: ${message}\n` });
    const mismatch = await cli().run(behaviour, ['fleet', 'pause', fleetId, '--expect-revision', '3']);
    expect([mismatch.code, mismatch.stderr]).toEqual([
      1,
      expect.stringMatching(/^bgagent: The fleet has revision 4, not 3\. See .*\n$/),
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
    const { code, stdout, stderr } = await cli().run(behaviour, ['fleet', 'pause', fleetId]);
    expect([code, stdout.includes('PAUSED')]).toEqual([0, true]);
    expect(stderr).toBe(`The fleet has not decided on command ${commandId} yet; waiting.\n`);
    const refused = await cli().run(behaviour, ['fleet', 'pause', fleetId]);
    expect([refused.code, refused.stdout, refused.stderr.includes('bgagent: Too late.')]).toEqual([1, '', true]);
  });
});

test('cancel asks first: with nobody to ask it wants --yes, and then sends the reason', async () => {
  const behaviour: Behaviour = { cancelFleet: () => ({ data: sampleFleet({ status: 'CANCELLING' }) }) };
  expect((await cli().run(behaviour, ['fleet', 'cancel', fleetId])).code).toBe(2);
  const { code, stdout } = await cli().run(behaviour, ['fleet', 'cancel', fleetId, '--yes', '--reason', 'wrong']);
  expect([code, stdout.includes('CANCELLING')]).toEqual([0, true]);
  expect(
    cli()
      .asked('cancelFleet')
      .map(({ body }) => body),
  ).toEqual([{ reason: 'wrong' }]);
});

describe('single targets', () => {
  const behaviour: Behaviour = {
    ...applied,
    cancelTargets: () => decided(sampleFleet()),
    skipTargets: () => decided(sampleFleet()),
    failTargets: () => decided(sampleFleet()),
    retryFleet: () => decided(sampleFleet()),
  };
  const bodies = (...operations: ('cancelTargets' | 'skipTargets' | 'failTargets' | 'retryFleet')[]) =>
    operations.flatMap((operation) => cli().asked(operation).map(({ body }) => body)); // prettier-ignore

  test('are named by their paths; cancel asks first', async () => {
    expect((await cli().run(behaviour, ['fleet', 'cancel', fleetId, '--target', 'a'])).code).toBe(2);
    const ended = await cli().run(behaviour, ['fleet', 'cancel', fleetId, '--target', 'a/b', '--target', 'c', '--yes']);
    expect([ended.code, ended.stdout.startsWith('Done: cancel.')]).toEqual([0, true]);
    await cli().run(behaviour, ['fleet', 'skip', fleetId, '--target', 'a', '--reason', 'not needed']);
    await cli().run(behaviour, ['fleet', 'fail', fleetId, '--target', 'a']);
    expect(bodies('cancelTargets', 'skipTargets', 'failTargets')).toEqual([
      { targets: ['a/b', 'c'] },
      { targets: ['a'], reason: 'not needed' },
      { targets: ['a'] },
    ]);
    expect((await cli().run(behaviour, ['fleet', 'skip', fleetId])).code).toBe(2);
  });

  test('a retry may leave what was blocked', async () => {
    await cli().run(behaviour, ['fleet', 'retry', fleetId, '--target', 'a', '--no-reset-blocked']);
    expect(bodies('retryFleet')).toEqual([{ targets: ['a'], reset_blocked: false }]);
  });

  test('those that do not fit are listed', async () => {
    const details = [{ path: '/targets/0', code: 'INVALID_STATE', message: 'a is RUNNING.' }];
    const refusing: Behaviour = {
      skipTargets: () => ({ status: 409, error: { code: 'INVALID_STATE', message: 'One does not fit.', details } }),
    };
    const { code, stderr } = await cli().run(refusing, ['fleet', 'skip', fleetId, '--target', 'a']);
    expect([code, stderr.includes('a is RUNNING.')]).toEqual([1, true]);
  });
});

describe('gates', () => {
  const behaviour: Behaviour = {
    ...applied,
    getTarget: () => ({ data: sampleTarget() }),
    approveTargets: () => decided(sampleFleet()),
    continueFleet: () => decided(sampleFleet()),
  };
  const bodies = (operation: 'approveTargets' | 'continueFleet') => cli().asked(operation).map(({ body }) => body); // prettier-ignore

  test('are opened for named targets, or for all that wait, and the step behind them may be passed over', async () => {
    const { code, stdout } = await cli().run(behaviour, ['fleet', 'approve', fleetId, '--target', 'a/b', '--target', 'c']);
    expect([code, stdout.startsWith('Done: approve.')]).toEqual([0, true]);
    await cli().run(behaviour, ['fleet', 'approve', fleetId, '--target', 'a', '--pass-over', '--reason', 'by hand']);
    await cli().run(behaviour, ['fleet', 'continue', fleetId, '--pass-over']);
    expect(bodies('approveTargets')).toEqual([{ targets: ['a/b', 'c'] }, { targets: ['a'], pass_over: true, reason: 'by hand' }]);
    expect(bodies('continueFleet')).toEqual([{ pass_over: true }]);
  });

  test('a target has to be named, and a step is not passed over while the rest is skipped', async () => {
    expect((await cli().run(behaviour, ['fleet', 'approve', fleetId])).code).toBe(2);
    expect((await cli().run(behaviour, ['fleet', 'continue', fleetId, '--pass-over', '--skip-remaining'])).code).toBe(2);
    expect([...bodies('approveTargets'), ...bodies('continueFleet')]).toEqual([]);
  });

  test('a target that waits at none is refused with its status', async () => {
    const details = [{ path: '/targets/0', code: 'INVALID_STATE', message: 'a is RUNNING.' }];
    const message = 'One of the targets waits at no gate, so none was touched.';
    const refusing: Behaviour = {
      ...behaviour,
      approveTargets: () => ({ status: 409, error: { code: 'INVALID_STATE', message, details } }),
    };
    const { code, stderr } = await cli().run(refusing, ['fleet', 'approve', fleetId, '--target', 'a']);
    expect([code, stderr.includes(message)]).toEqual([1, true]);
  });
});

describe('a retry with other words', () => {
  const behaviour: Behaviour = { ...applied, retryFleet: () => decided(sampleFleet()) };
  const retry = (...flags: string[]) => cli().run(behaviour, ['fleet', 'retry', fleetId, ...flags]);
  const bodies = () => cli().asked('retryFleet').map(({ body }) => body); // prettier-ignore

  test('sends them, and the step to go on with', async () => {
    await retry('--target', 'a', '--from-step', 'design', '--hint', 'Use Redis.', '--task', 'Do it.', '--resume');
    await retry('--agent', 'claude', '--model', 'opus', '--max-turns', '20', '--budget', '2.50');
    cli().file('task.md', 'First.\nSecond.\n');
    await retry('--task-file', 'task.md');
    expect(bodies()).toEqual([
      { targets: ['a'], from_step: 'design', hint: 'Use Redis.', task_description: 'Do it.', resume: true },
      { agent: 'claude', model: 'opus', max_turns: 20, budget_usd: 2.5 },
      { task_description: 'First.\nSecond.' },
    ]);
  });

  test.each([[['--budget', 'x']], [['--task', 'a', '--task-file', 'b']], [['--max-turns', 'x']]])(
    '%j is a usage error',
    async (flags) => {
      expect((await retry(...flags)).code).toBe(2);
      expect(bodies()).toEqual([]);
    },
  );
});

describe('an answer', () => {
  const behaviour: Behaviour = { ...applied, ...accepting, answerTarget: () => decided(sampleFleet()) };
  const bodies = () => cli().asked('answerTarget').map(({ body }) => body); // prettier-ignore

  test('goes to the target with its text, which may come from standard input', async () => {
    const { code, stdout } = await cli().run(behaviour, [
      'fleet',
      'answer',
      fleetId,
      '--target',
      'a/b',
      'Go 1.25.',
      '--reason',
      'r',
    ]);
    expect([code, stdout.startsWith('Done: answer.')]).toEqual([0, true]);
    await cli().run(behaviour, ['fleet', 'answer', fleetId, '-', '--target', 'a'], { input: 'First.\nSecond.\n' });
    expect(bodies()).toEqual([
      { target: 'a/b', text: 'Go 1.25.', reason: 'r' },
      { target: 'a', text: 'First.\nSecond.' },
    ]);
    expect(cli().asked('answerTarget')[0]?.headers['idempotency-key']).toMatch(/^[0-9A-Z]{26}$/);
  });

  test('from standard input goes to the last fleet where none is named', async () => {
    await cli().run(behaviour, submitAnd());
    const { code } = await cli().run(behaviour, ['fleet', 'answer', '--target', 'a', '-'], { input: 'Yes.\n' });
    expect([code, cli().asked('answerTarget')[0]?.params['fleet_id'], bodies()]).toEqual([
      0,
      fleetId,
      [{ target: 'a', text: 'Yes.' }],
    ]);
  });

  test('that is missing is a usage error, and so is a missing target', async () => {
    for (const args of [
      [fleetId, '--target', 'a'],
      ['@last', '--target', 'a'],
      [fleetId, 'Yes.'],
      ['--target', 'a'],
    ]) {
      expect((await cli().run(behaviour, ['fleet', 'answer', ...args])).code).toBe(2);
    }
    const { stderr } = await cli().run(behaviour, ['fleet', 'answer', '--target', 'a']);
    expect(stderr).toMatch(/^bgagent: the answer is missing: write it, in quotes, or - /);
    expect(bodies()).toEqual([]);
  });

  test('that does not fit says the status of the target', async () => {
    const details = [{ path: '/target', code: 'INVALID_STATE', message: 'a is RUNNING.' }];
    const message = 'The target waits for no answer: it is RUNNING.';
    const refusing: Behaviour = { answerTarget: () => ({ status: 409, error: { code: 'INVALID_STATE', message, details } }) };
    const { code, stderr } = await cli().run(refusing, ['fleet', 'answer', fleetId, 'Yes.', '--target', 'a']);
    expect([code, stderr.includes(message)]).toEqual([1, true]);
  });
});

describe('edit', () => {
  const behaviour: Behaviour = { ...applied, getFleet: () => ({ data: paused }), editFleet: () => decided(paused) };
  const edit = (...flags: string[]) => cli().run(behaviour, ['fleet', 'edit', fleetId, ...flags]);

  test('sends only what is named', async () => {
    await edit('--max-concurrency', '8', '--title', 'T', '--launches-per-minute', 'none', '--reason', 'faster');
    await edit('--launches-per-minute', '30', '--failure-threshold', 'none');
    expect(
      cli()
        .asked('editFleet')
        .map(({ body }) => body),
    ).toEqual([
      { max_concurrency: 8, title: 'T', launches_per_minute: null, reason: 'faster' },
      { launches_per_minute: 30, failure: null, expect_revision: 4 },
    ]);
  });

  test('a budget: a part of it, all of it, and none', async () => {
    await edit('--budget', '80');
    await edit('--budget', 'none', '--budget-per-target', '2.50');
    await edit('--budget', 'none');
    await edit('--budget-per-target', '1');
    expect(cli().asked('editFleet').map(({ body }) => body)).toEqual([
      { budget: { fleet_usd: 80 } },
      { budget: { fleet_usd: null, target_usd: 2.5 } },
      { budget: null },
      { budget: { target_usd: 1 } },
    ]); // prettier-ignore
  });

  test('keeps what a policy and labels say besides, and is refused where they changed meanwhile', async () => {
    await edit('--failure-threshold', '3', '--label', 'team=b', '--label', 'old=', '--label', 'new=1');
    await edit('--on-breach', 'abort', '--expect-revision', '2');
    expect(
      cli()
        .asked('editFleet')
        .map(({ body }) => body),
    ).toEqual([
      {
        failure: { ...samplePolicy, threshold_percent: null, threshold_count: 3 },
        labels: { team: 'b', new: '1' },
        expect_revision: 4,
      },
      { failure: { ...samplePolicy, action: 'abort' }, expect_revision: 2 },
    ]);
  });

  test.each([
    [[]],
    [['--failure-threshold', 'many']],
    [['--launches-per-minute', 'x']],
    [['--budget', '$5']],
    [['--budget-per-target', 'none']],
  ])('%j is a usage error', async (flags) => {
    expect((await edit(...flags)).code).toBe(2);
    expect(cli().asked('editFleet')).toEqual([]);
  });
});
