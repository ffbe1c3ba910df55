/** `fleet targets`, as every list of rows. */
import { cliForEachTest } from './cli-against-server.ts';
import type { Behaviour } from './contract-server.ts';
import { batch, sampleAttempt, steppedTarget } from './render/fleet/steps/sample-steps.ts';
import { fleetId, sampleTarget } from './samples.ts';

const cli = cliForEachTest();

const targets: Behaviour = {
  listTargets: ({ query }) =>
    query['next_token'] === undefined
      ? { data: [sampleTarget()], next_token: 'n' }
      : {
          data: [
            sampleTarget({
              path: 'users',
              repo: 'acme/users',
              ordinal: 1,
              failure: null,
              status: 'SUCCEEDED',
              pr_url: 'https://github.com/acme/users/pull/1',
            }),
          ],
        },
};
const list = (...flags: string[]) => cli().run(targets, ['fleet', 'targets', fleetId, ...flags]);

test('a table has the columns of the contract and every page', async () => {
  const { stdout } = await list('--status', 'failed,succeeded');
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]?.split(/ {2,}/)).toEqual(['TARGET', 'STATUS', 'TRY', 'PR', 'COST', 'AGE', 'REASON']);
  expect(lines).toHaveLength(3);
  expect(cli().asked('listTargets')[0]?.query['status']).toBe('FAILED,SUCCEEDED');
});

test('a target that waits for a forge says so as its reason', async () => {
  const until = new Date(Date.now() + 3_600_000 + 305_000).toISOString();
  const waiting = sampleTarget({ status: 'QUEUED', failure: null, waits_for: { host: 'github.com', until } });
  const { stdout } = await cli().run({ listTargets: () => ({ data: [waiting] }) }, ['fleet', 'targets', fleetId]);
  expect(stdout).toMatch(/QUEUED .* Waits for github\.com, about 1h 5m$/m);
});

test('a target that asks shows the first line of its question as its reason', async () => {
  const waiting = { for: 'question', since: '2026-11-20T10:00:00.000Z', question: 'Which Go version?\n\n1.24 or 1.25' } as const;
  const asking = sampleTarget({ status: 'PENDING', failure: null, waiting });
  const { stdout } = await cli().run({ listTargets: () => ({ data: [asking] }) }, ['fleet', 'targets', fleetId, '--waiting']);
  expect(stdout).toMatch(/PENDING .* Asks: Which Go version\?$/m);
  expect(cli().asked('listTargets')[0]?.query['waiting']).toBe('true');
});

test('a target that waits for a review shows what it has changed as its reason', async () => {
  const since = '2026-11-20T10:00:00.000Z';
  const change = { hash: 'a'.repeat(64), files: 1, added: 1, removed: 0, bytes: 9, cut: false };
  const waits = { status: 'PENDING', failure: null, waiting: { for: 'review', since, question: null } } as const;
  const data = [sampleTarget({ ...waits, change }), sampleTarget(waits)];
  const { stdout } = await cli().run({ listTargets: () => ({ data }) }, ['fleet', 'targets', fleetId]);
  expect(stdout.match(/Waits for .*$/gm)).toEqual(['Waits for a review: 1 file +1 −0', 'Waits for a review']);
});

test('wide has more, csv is CSV, name feeds --repos-file, json is the data', async () => {
  expect((await list('--output', 'wide')).stdout.split('\n')[0]).toMatch(/REPO +TASK +BRANCH +CLASS +AGENT$/);
  expect((await list('--output', 'csv')).stdout).toContain('auth,FAILED,1,');
  expect((await list('--output', 'csv')).stdout).toContain('"Verifier ""test"" failed."');
  expect((await list('--output', 'name')).stdout).toBe('acme/auth\nacme/users\n');
  expect(JSON.parse((await list('--json')).stdout)).toHaveLength(2);
});

test('no colour reaches a pipe', async () => {
  const { stdout } = await list();
  expect(stdout).not.toContain('\u001B');
});

test('of a fleet with steps there is a column for them, and a wait at a gate is a reason', async () => {
  const since = '2026-11-20T10:00:00.000Z';
  const waiting = { for: 'gate', since, question: null } as const;
  const data = [steppedTarget(['running']), steppedTarget([], { status: 'PENDING', step: 'merge', waiting })];
  const { stdout } = await cli().run({ listTargets: () => ({ data }) }, ['fleet', 'targets', fleetId]);
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]?.split(/ {2,}/)).toEqual(['TARGET', 'STATUS', 'STEP', 'TRY', 'PR', 'COST', 'AGE', 'REASON']);
  expect(lines[1]).toMatch(/^auth +RUNNING +implement +3 /);
  expect(lines[2]).toMatch(/ PENDING +merge .* Waits for a person before the step merge$/);
});

describe('one target', () => {
  const words = { hint: 'Use\nRedis.', task_description: 'Other work.', agent: 'claude', model: 'opus', max_turns: 20, budget_usd: 2.5, resume: true }; // prettier-ignore
  const failure = { class: 'verification', code: 'TASKS_OPEN', message: 'T002 is open.\nmore', retryable: false, by: 'user' };
  const open = batch(1, { done: ['T001'], open: ['T002', 'T003', 'T004', 'T005', 'T006', 'T007'] });
  const target = steppedTarget(['done', 'done', 'failed'], {
    ...{ path: 'pay/auth', status: 'FAILED', failure, attempt: 4, heal_context: 'The step implement failed.\nLeft: T002' },
    attempts: [
      sampleAttempt({
        step: 'design',
        trigger: 'initial',
        cost_usd: 0.2,
        duration_s: 64,
        agent: 'claude',
        model: 'opus',
        turns: 1,
      }),
      sampleAttempt({ attempt: 2, step: 'analyze', outcome: 'step_skipped' }),
      sampleAttempt({ attempt: 3, step: 'implement', status: 'FAILED', failure, batch: open, cost_usd: 1 }),
      sampleAttempt({ attempt: 4, step: 'implement', trigger: 'heal', status: 'FAILED', failure, words: { ...words } }),
    ],
  });

  test('is shown with its steps, its attempts, their words, and what a heal was told', async () => {
    const behaviour: Behaviour = { getTarget: () => ({ data: target }) };
    const { stdout } = await cli().run(behaviour, ['fleet', 'targets', fleetId, '--target', 'pay/auth']);
    expect(cli().asked('getTarget')[0]?.params['path']).toBe('pay/auth');
    expect(stdout.split('\n')).toEqual([
      'pay/auth   FAILED',
      '  Design ─ Analyze ─ ✗Implement ─ Verify ─ Merge',
      '  Repository:    acme/auth',
      `  Branch:        bgagent/${fleetId}/auth`,
      '  Cost:          $1.50',
      '  Failure:       T002 is open.',
      '                 more',
      '  Attempts:',
      '    ✓ 1  initial  design     succeeded 1m 4s  $0.20  claude (opus), 1 turn',
      '    ✓ 2  step     analyze    succeeded 1m 0s',
      '        skipped: nothing was to be done',
      '    ✗ 3  step     implement  failed 1m 0s     $1.00',
      '        batch 1 of 4: Setup, 1 done, 6 open (T002, T003, T004, T005, T006, 1 more)',
      '        T002 is open.',
      '    ✗ 4  heal     implement  failed 1m 0s',
      '        Hint: Use Redis.',
      '        Task: Other work.',
      '        With: agent claude, model opus, 20 turns, budget $2.50, in the session of the attempt before',
      '        T002 is open.',
      '  What the next attempt is told of this failure:',
      '    The step implement failed.',
      '    Left: T002',
      '',
    ]);
    const json = await cli().run(behaviour, ['fleet', 'targets', fleetId, '--target', 'pay/auth', '--json']);
    expect(JSON.parse(json.stdout)).toEqual(target);
  });

  test('shows what was asked, what answered it, and what was said in a review', async () => {
    const asked = sampleAttempt({ trigger: 'initial', agent: 'claude', turns: 2, question: 'Which colour?\nRed or blue?' });
    const steered = sampleAttempt({ attempt: 3, trigger: 'steer', steering: 'Keep it.\nAll of it.' });
    const attempts = [asked, sampleAttempt({ attempt: 2, trigger: 'answer' }), steered];
    const behaviour: Behaviour = { getTarget: () => ({ data: sampleTarget({ attempts }) }) };
    const { stdout } = await cli().run(behaviour, ['fleet', 'targets', fleetId, '--target', 'auth']);
    expect(stdout.split('\n').slice(-6)).toEqual([
      expect.stringMatching(/^ {4}~ 1 {2}initial {2}(?:\S+ +)?asked 1m 0s +claude, 2 turns$/),
      '        Asked: Which colour?',
      expect.stringMatching(/^ {4}✓ 2 {2}answer {3}(?:\S+ +)?succeeded 1m 0s$/),
      expect.stringMatching(/^ {4}✓ 3 {2}steer {4}(?:\S+ +)?succeeded 1m 0s$/),
      '        Steered: Keep it.',
      '',
    ]);
  });

  test('without steps has neither a bar nor a column for them; one that has not begun says so', async () => {
    const data = sampleTarget({ status: 'PENDING', failure: null, branch: null, cost_usd: null });
    const { stdout } = await cli().run({ getTarget: () => ({ data }) }, ['fleet', 'targets', fleetId, '--target', 'auth']);
    expect(stdout).toBe('auth   PENDING\n  Repository:    acme/auth\n  No attempt has begun.\n');
  });

  test('that asks shows the whole question, and what was answered to earlier ones', async () => {
    const question = 'Which endpoint?\n  a: the old one\n  b: \u001B[31mthe new one';
    const data = sampleTarget({
      ...{
        status: 'PENDING',
        failure: null,
        branch: null,
        attempt: 3,
        waiting: { for: 'question', question, since: '2026-11-20T10:00:00.000Z' },
      },
      attempts: [
        sampleAttempt({ status: 'SUCCEEDED', outcome: null, question: 'Which Go?\nThe old one?', answer: '1.25\nplease' }),
        sampleAttempt({ attempt: 2, trigger: 'answer', status: 'SUCCEEDED', outcome: null, question }),
      ],
    });
    const { stdout } = await cli().run({ getTarget: () => ({ data }) }, ['fleet', 'targets', fleetId, '--target', 'auth']);
    const lines = stdout.split('\n');
    const at = lines.indexOf('  Question:      Which endpoint?');
    expect(lines[at - 1]).toMatch(/^ {2}Waits: {9}for an answer, since \d/);
    expect(lines.slice(at + 1)).toEqual([
      '                   a: the old one',
      '                   b: the new one',
      '  Attempts:',
      expect.stringMatching(/^ {4}~ 1 {2}\w+ .*asked 1m 0s/),
      '        Asked: Which Go?',
      '        Answered: 1.25',
      expect.stringMatching(/^ {4}~ 2 {2}answer .*asked 1m 0s/),
      '        Asked: Which endpoint?',
      '',
    ]);
  });

  test('that is not there is 6, and it is no filter', async () => {
    const behaviour: Behaviour = { getTarget: () => ({ error: { code: 'TARGET_NOT_FOUND', message: 'There is none.' } }) };
    expect((await cli().run(behaviour, ['fleet', 'targets', fleetId, '--target', 'x'])).code).toBe(6);
    expect((await cli().run(behaviour, ['fleet', 'targets', fleetId, '--target', 'x', '--status', 'FAILED'])).code).toBe(2);
  });
});
