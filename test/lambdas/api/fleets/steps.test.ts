/** Fleets with steps over the API: what is seen of steps, gates, heals and words, and the commands that open gates and say other words. */
import type { AttemptOutcome } from '../../../../contracts/fleet-records.ts';
import type { SubmitRequest } from '../../../../contracts/http/submit.ts';
import { retryWords } from '../../../../contracts/steps.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { newFleetId } from '../../../adapters/fleet/fleet-ids.ts';
import { makeTask } from '../../../adapters/task/task-row.ts';
import { errorOf, startBench, type Bench } from '../bench.ts';
import { withActor } from '../with-actor.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const client = () => bench.clientOf(bench.tokens.ann, withActor(bench));
const of = (fleet_id: string) => ({ params: { fleet_id } });

const design = { name: 'design', task_description: 'Design it.' };
const merge = { name: 'merge', workflow_ref: 'coding/merge-v1', gate: 'person' as const };

async function submit(body: SubmitRequest): Promise<string> {
  const answer = await client().submitFleet({ body });
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  bench.time.now += 1_000;
  return answer.data.fleet_id;
}

/** Changes the ledger as later turns would have. */
async function change(fleetId: string, to: (ledger: Ledger) => Partial<Ledger>): Promise<void> {
  const ledger = await bench.stores.ledgers.getLedger(fleetId);
  if (ledger) await bench.stores.ledgers.putLedgerAtVersion({ ...ledger, ...to(ledger) });
}

const targetsOf = async (fleetId: string, query: object = {}) => {
  const answer = await client().listTargets({ ...of(fleetId), query });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.data;
};
const fleetOf = async (fleetId: string) => {
  const answer = await client().getFleet(of(fleetId));
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.data;
};

describe('a gate', () => {
  const steps = [{ ...design, gate: 'person' as const }, merge];
  const targets = ['acme/auth', 'acme/users', 'acme/pay'];

  test('is seen with those that wait at it, and opened for those that are named, all or none', async () => {
    const id = await submit({ targets, steps, context: 'Slowly.' });
    expect(await fleetOf(id)).toMatchObject({
      ...{ status: 'PAUSED', reason: { code: 'step_gate' }, gates: 3, questions: 0, context: 'Slowly.' },
      steps: [
        { name: 'design', pending: 0, running: 0, waiting: 3, done: 0, failed: 0 },
        { name: 'merge', pending: 3, running: 0, waiting: 0, done: 0, failed: 0 },
      ],
    });
    const [first] = await targetsOf(id, { waiting: 'true' });
    expect(first).toMatchObject({
      ...{ path: 'auth', status: 'PENDING', step: 'design', waiting: { for: 'gate', question: null }, attempts: [] },
      steps: [
        { name: 'design', status: 'waiting', healed: false, batch: null, attempts: [], cost_usd: null, started_at: null },
        { name: 'merge', status: 'pending' },
      ],
    });
    const approve = (paths: string[], more: object = {}) =>
      client().approveTargets({ ...of(id), body: { targets: paths, ...more } });
    expect(await approve(['auth', 'nope'])).toMatchObject({ status: 404, error: { code: 'TARGET_NOT_FOUND' } });
    expect(await approve(['auth'])).toMatchObject({ ok: true, status: 202, data: { status: 'RUNNING', gates: 2 } });
    expect(await approve(['auth', 'users'])).toMatchObject({
      ...{ status: 409, error: { code: 'INVALID_STATE', details: [{ path: '/targets/0' }] } },
    });
    expect((await targetsOf(id, { waiting: 'true' })).map(({ path }) => path)).toEqual(['users', 'pay']);
    // The step is passed over: the target waits at the next gate.
    expect(await approve(['users'], { pass_over: true })).toMatchObject({ ok: true, data: { gates: 2 } });
    const passed = (await targetsOf(id))[1];
    expect(passed).toMatchObject({ step: 'merge', steps: [{ status: 'skipped' }, { status: 'waiting' }] });
    expect(await approve(['users'], { pass_over: true })).toMatchObject({ ok: true });
    expect((await targetsOf(id))[1]).toMatchObject({
      ...{ status: 'SUCCEEDED', steps: [{ status: 'skipped' }, { status: 'skipped', attempts: [1] }], waiting: null },
    });
  });

  test('is continued only for those that the caller was shown', async () => {
    const id = await submit({ targets, steps });
    const seen = (await bench.stores.ledgers.getLedger(id))?.lastArrival ?? 0;
    expect(seen).toBeGreaterThan(0);
    // A command whose turn comes after another target has come to the gate.
    const late = { ...bench.ports, mailbox: { mail: () => Promise.resolve() } };
    const asked = await bench.clientOf(bench.tokens.ann, late).continueFleet({ ...of(id), body: { pass_over: true } });
    if (!asked.ok || !('command_id' in asked.data)) throw new Error('it was decided');
    const command = await bench.stores.commands.getCommand(id, asked.data.command_id);
    expect(command).toMatchObject({ kind: 'continue', seen_gate: seen, pass_over: true });
    await change(id, ({ gates }) => ({ gates: new Map([...gates, [2, seen + 1]]), lastArrival: seen + 1 }));
    await withActor(bench).mailbox.mail({ kind: 'look', fleet_id: id });
    expect((await targetsOf(id)).map(({ step }) => step)).toEqual(['merge', 'merge', 'design']);
  });
});

const ended = (more: Partial<AttemptOutcome>): AttemptOutcome => ({
  ...{ status: 'SUCCEEDED', trigger: 'initial', task_id: null, outcome: 'changed', failure: null, pr_url: null, branch: 'b' },
  ...{ cost_usd: 1, started_at: '2026-11-05T10:00:00.000Z', finished_at: '2026-11-05T10:01:00.000Z', duration_s: 60 },
  ...more,
});
const failure = (code: string, failureClass: string) => ({
  ...{ status: 'FAILED', outcome: null, branch: null },
  failure: { class: failureClass, code, message: 'It failed.', retryable: false, by: 'user' },
});
const batch = (index: number, open: string[] = []) => ({
  ...{
    index,
    count: 2,
    name: `Part ${index}`,
    task_ids: ['T001'],
    done: [],
    open,
    left: 2 - index,
    tasks_open: 1,
    tasks_done: 1,
  },
  ...{ used_fallback: false, warnings: [] },
});

describe('a target', () => {
  const implement = { name: 'implement', task_description: 'Do it.', batches: {} };
  const steps = [design, implement, { name: 'verify', task_description: 'Verify.' }, merge];

  test('shows how it stands with each step, and what its attempts there did', async () => {
    const id = await submit({ targets: ['acme/auth'], steps });
    const record = (attempt: number, more: Partial<AttemptOutcome>) =>
      bench.stores.targets.recordOutcome(id, 0, attempt, ended(more));
    await record(1, { step: 'design', outcome: 'step_skipped', result: { spec: 'a' } });
    await record(2, { step: 'implement', trigger: 'step', batch: batch(1, ['T001']), ...failure('TASKS_OPEN', 'verification') });
    await record(3, { step: 'implement', trigger: 'heal', batch: batch(1), commit: 'c'.repeat(40), changed: true });
    await change(id, () => ({
      attempts: [4],
      atSteps: [1],
      triggers: ['step'],
      statuses: ['RUNNING'],
      slots: new Map([[0, { since: 1 }]]),
    }));
    const [target] = await targetsOf(id);
    expect(target).toMatchObject({
      ...{ step: 'implement', cost_usd: 3, result: { spec: 'a' }, outcome: null, heal_context: null },
      steps: [
        { name: 'design', status: 'skipped', attempts: [1], finished_at: '2026-11-05T10:01:00.000Z' },
        {
          name: 'implement',
          status: 'running',
          healed: true,
          batch: { name: 'Part 1', open: [] },
          attempts: [2, 3, 4],
          cost_usd: 2,
        },
        { name: 'verify', status: 'pending', healed: false, batch: null, attempts: [] },
        { name: 'merge', status: 'pending', started_at: null },
      ],
    });
    expect(target?.steps[1]).toMatchObject({ started_at: '2026-11-05T10:00:00.000Z', finished_at: null });
    expect(target?.attempts.map(({ step, commit, changed }) => [step, commit?.[0], changed])).toEqual([
      ['design', undefined, null],
      ['implement', undefined, null],
      ['implement', 'c', true],
      ['implement', undefined, null],
    ]);
    await record(4, { step: 'implement', trigger: 'step', batch: batch(2), outcome: 'no_changes' });
    await record(5, { step: 'verify', trigger: 'step', outcome: 'no_changes' });
    await record(6, { step: 'merge', trigger: 'step', outcome: 'step_skipped' });
    await change(id, () => ({ attempts: [6], atSteps: [3], statuses: ['SUCCEEDED'], slots: new Map() }));
    expect((await targetsOf(id))[0]).toMatchObject({
      ...{ outcome: 'changed', steps: [{ status: 'skipped' }, { status: 'done' }, { status: 'done' }, { status: 'skipped' }] },
    });
  });

  test('shows what a further attempt would be told, where a heal has not helped', async () => {
    const id = await submit({ targets: ['acme/auth', 'acme/users'], steps, heal: {} });
    const task_id = newFleetId();
    const end = { status: 'COMPLETED' as const, build_passed: false, batch: batch(1, ['T001']), said: 'a test failed' };
    await bench.tasks.putTaskIfAbsent({
      ...(await makeTask({ id: task_id })),
      ...end,
      step: 'implement',
      error_message: 'Open.',
    });
    for (const ordinal of [0, 1]) {
      const told = { task_id: ordinal === 0 ? task_id : null, step: 'implement', ...failure('TASKS_OPEN', 'verification') };
      await bench.stores.targets.recordOutcome(id, ordinal, 1, ended(told));
    }
    await change(id, () => ({ atSteps: [1, 1], heals: [1, 1], statuses: ['FAILED', 'FAILED'], slots: new Map() }));
    const [healed, unknown] = await targetsOf(id);
    expect(healed?.heal_context).toMatch(/implement.*Part 1.*T001.*a test failed/s);
    expect(healed?.steps.map(({ status }) => status)).toEqual(['skipped', 'failed', 'pending', 'pending']);
    // Its task is not known.
    expect(unknown?.heal_context).toBeNull();
  });

  test('shows the words of a person with each attempt that got them', async () => {
    const id = await submit({ targets: ['acme/auth'], task_description: 'Do it.' });
    const triggers = ['initial', 'retry', 'heal', 'retry', 'auto_retry', 'retry', 'answer', 'step'] as const;
    for (const [before, trigger] of triggers.entries()) {
      const code = before === 2 ? failure('AUTH', 'auth') : failure('X', 'agent');
      await bench.stores.targets.recordOutcome(id, 0, before + 1, ended({ trigger, ...code }));
    }
    const words = (hint: string) => ({ ...retryWords.parse({ hint }), command_id: newFleetId() });
    await bench.stores.targets.recordWords(id, 0, 2, words('one'));
    await bench.stores.targets.recordWords(id, 0, 7, words('two'));
    await change(id, () => ({ attempts: [8], statuses: ['FAILED'], slots: new Map() }));
    const [target] = await targetsOf(id);
    // The fourth repeats the third, whose credentials were refused; the sixth is another retry of a person.
    expect(target?.attempts.map((attempt) => attempt.words?.hint)).toEqual([
      ...[undefined, 'one', 'one', 'one', 'one', undefined, 'two', undefined],
    ]);
    expect(target?.attempts[1]?.words).not.toHaveProperty('command_id');
    expect(target).toMatchObject({ step: null, steps: [] });
  });
});

describe('a retry', () => {
  const steps = [design, { name: 'verify', task_description: 'Verify {{params.what}}.', params: { what: 'x' } }];
  const failed = async (body: SubmitRequest): Promise<string> => {
    const id = await submit({ targets: ['acme/auth', 'acme/users'], ...body });
    const ends = { statuses: ['FAILED', 'FAILED'] as const, slots: new Map(), status: 'FAILED' as const, finishedAt: 1 };
    await change(id, ({ settings }) => ({ ...ends, ...(settings.steps.length > 0 ? { atSteps: [1, 1] } : {}) }));
    return id;
  };

  test('goes on with another step, and with other words', async () => {
    const id = await failed({ steps });
    const words = {
      task_description: 'Look at {{step}} {{params.what}} {{vars.any}}.',
      hint: 'Slowly.',
      max_turns: 3,
      budget_usd: 2,
    };
    const answer = await client().retryFleet({ ...of(id), body: { from_step: 'design', targets: ['users'], ...words } });
    expect(answer).toMatchObject({ ok: true, data: { status: 'RUNNING', generation: 2 } });
    const ledger = await bench.stores.ledgers.getLedger(id);
    expect(ledger).toMatchObject({ atSteps: [1, 0], words: [{ budgetUsd: 2, targets: new Set([1]) }] });
    const command = await bench.stores.commands.getCommand(id, ledger?.words[0]?.commandId ?? '');
    expect(command?.words).toEqual({ ...words, agent: null, model: null, resume: false });
    expect((await targetsOf(id))[1]).toMatchObject({ step: 'design', trigger: 'retry', attempt: 2 });
  });

  test('that says nothing else has no words', async () => {
    const id = await failed({ steps });
    await client().retryFleet({ ...of(id), body: { hint: null, resume: false } });
    expect(await bench.stores.ledgers.getLedger(id)).toMatchObject({ words: [], atSteps: [1, 1], attempts: [2, 2] });
  });

  const placeholder = 'UNKNOWN_PLACEHOLDER /task_description';
  const odd = { task_description: '{{stepp}} {{params.who}} {{batch.name}}' };
  test.each<[string, SubmitRequest, object, { details: string[]; message: RegExp }]>([
    [
      'a step of a fleet without',
      { task_description: 'x' },
      { from_step: 'design' },
      { details: ['INVALID_VALUE /from_step'], message: /no steps/ },
    ],
    [
      'a step that is none',
      { steps },
      { from_step: 'merge' },
      { details: ['INVALID_VALUE /from_step'], message: /design, verify/ },
    ],
    ['placeholders that are none', { steps }, odd, { details: [placeholder, placeholder], message: /stepp.*params\.who/ }],
    [
      'one of steps without them',
      { task_description: 'x' },
      { task_description: '{{context}}' },
      { details: [placeholder], message: /context/ },
    ],
    ['no word of a hint', { steps }, { hint: '' }, { details: ['INVALID_VALUE /hint'], message: /hint/ }],
  ])('is refused for %s', async (_, body, asked, { details, message }) => {
    const id = await failed(body);
    const reply = await bench.call('POST', `/v1/fleets/${id}/retry`, { body: JSON.stringify(asked) });
    expect([reply.status, errorOf(reply).details]).toEqual([400, details]);
    expect(reply.text).toMatch(message);
  });

  test('is refused for a model that neither the fleet nor one of its steps has an agent for', async () => {
    const agents = { claude: ['opus'], codex: ['gpt'] };
    const known = { ...bench.ports, settings: { ...bench.ports.settings, agents } };
    const retried = async (body: object, model: string) => {
      const path = `/v1/fleets/${await failed(body)}/retry`;
      const reply = await bench.call('POST', path, { body: JSON.stringify({ model }) }, known);
      return reply.status === 202 ? [] : errorOf(reply).details;
    };
    const ofTwo = {
      steps: [
        { ...design, agent: 'claude' },
        { ...design, name: 'build', agent: 'codex' },
      ],
    };
    expect(await retried({ task_description: 'x', agent: 'claude' }, 'gpt')).toEqual(['UNKNOWN_MODEL /model']);
    expect(await retried({ task_description: 'x', agent: 'codex' }, 'gpt')).toEqual([]);
    expect(await retried(ofTwo, 'gpt')).toEqual([]);
    expect(await retried(ofTwo, 'gpd')).toEqual(['UNKNOWN_MODEL /model']);
    expect(await retried({ task_description: 'x' }, 'gpt')).toEqual([]);
  });

  test('is refused for an agent that no worker has, and for words that nobody would be told', async () => {
    const id = await failed({ steps });
    const known = { ...bench.ports, settings: { ...bench.ports.settings, agents: { claude: ['opus'] } } };
    const wrong = await bench.call('POST', `/v1/fleets/${id}/retry`, { body: '{"agent":"claud"}' }, known);
    expect([wrong.status, errorOf(wrong).details]).toEqual([400, ['UNKNOWN_AGENT /agent']]);
    await change(id, ({ settings }) => ({
      settings: { ...settings, steps: settings.steps.map((step) => ({ ...step, usesAgent: false })) },
    }));
    const useless = await bench.call('POST', `/v1/fleets/${id}/retry`, {
      body: '{"hint":"x","resume":true,"task_description":"y"}',
    });
    expect([useless.status, errorOf(useless).details]).toEqual([400, ['INVALID_VALUE /hint', 'INVALID_VALUE /resume']]);
  });
});
