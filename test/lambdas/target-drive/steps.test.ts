/** What the task of an attempt is asked for, where its fleet has steps or heals, or a person has said other words. */
import type { FleetStores, TaskCreation } from '../../../adapters/ports.ts';
import type { AttemptOutcome, FleetSpec, TargetRecord } from '../../../contracts/fleet-records.ts';
import { retryWords, type FrozenStep } from '../../../contracts/steps.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { stepRules } from '../../../lambdas/api/fleets/submit/freeze-steps.ts';
import { takeTurn } from '../../../lambdas/fleet-mailbox/take-turn.ts';
import { drive } from '../../../lambdas/target-drive/drive.ts';
import { newFleetId } from '../../adapters/fleet/fleet-ids.ts';
import { makeTask } from '../../adapters/task/task-row.ts';
import { emptyFleetData, fleetStoresInMemory } from '../../twins/fleet-stores-in-memory.ts';
import { listeningPorts, submit } from '../fleet-parts.ts';

let stores: FleetStores;
beforeEach(() => {
  stores = fleetStoresInMemory(emptyFleetData());
});

const step = (name: string, more: Partial<FrozenStep> = {}): FrozenStep => ({
  ...{ name, workflow_ref: 'coding/new-task-v1', task_description: `Do ${name}.`, params: {}, verifiers: null, build: true },
  ...{ expects: [], unless_exists: [], batches: null, gate: false, agent: null, model: null, max_turns: null },
  ...{ timeout_s: 600, budget_usd: null },
  ...more,
});
const check = (command: string) => ({ name: command, command: [command] });
const merge = step('merge', {
  workflow_ref: 'coding/merge-v1',
  task_description: null,
  params: { method: 'squash' },
  gate: true,
});

const ended = (more: Partial<AttemptOutcome> = {}): AttemptOutcome => ({
  ...{ status: 'SUCCEEDED', trigger: 'initial', task_id: null, outcome: 'changed', failure: null, pr_url: null, branch: 'b' },
  ...{ cost_usd: 0, started_at: null, finished_at: null, duration_s: null },
  ...more,
});
const failed = (code: string, failureClass: string, more: Partial<AttemptOutcome> = {}): AttemptOutcome =>
  ended({
    ...{ status: 'FAILED', outcome: null, branch: null },
    failure: { class: failureClass, code, message: `It was ${code}.`, retryable: false, by: 'user' },
    ...more,
  });

interface Given {
  readonly steps?: readonly FrozenStep[];
  readonly spec?: Partial<FleetSpec>;
  readonly ledger?: Partial<Ledger>;
  readonly target?: Partial<TargetRecord>;
  /** Of the attempts before, in their order. */
  readonly outcomes?: readonly AttemptOutcome[];
  readonly tasks?: readonly TaskRow[];
  /** Of the retry that the attempt comes from. */
  readonly words?: object;
}

/** What the ledger knows of a retry with other words. */
async function retried(fleet_id: string, words: object): Promise<Partial<Ledger>> {
  const command_id = newFleetId();
  await stores.commands.putCommandIfAbsent({
    ...{ command_id, fleet_id, kind: 'retry', actor: 'ann', at: Date.now(), generation: 1, words: retryWords.parse(words) },
    ...{ reason: null, expect_revision: null, verdict: null },
  });
  return { words: [{ commandId: command_id, budgetUsd: null, targets: new Set([0]) }] };
}

/** The body of the task that the child of the one target creates. */
async function asked({ steps = [], spec = {}, ledger = {}, target = {}, outcomes = [], tasks = [], words }: Given) {
  const { fleetId } = await submit(stores, 1);
  await takeTurn(listeningPorts(stores), fleetId, []);
  const [stored, frozen] = await Promise.all([stores.ledgers.getLedger(fleetId), stores.specs.getSpec(fleetId)]);
  const [record] = await stores.targets.getTargets(fleetId, [0]);
  if (!stored || !frozen || !record) throw new Error('no fleet');
  const settings = { ...stored.settings, steps: stepRules(steps), ...ledger.settings };
  const said = words === undefined ? {} : await retried(fleetId, words);
  await stores.ledgers.putLedgerAtVersion({ ...stored, attempts: [outcomes.length + 1], ...said, ...ledger, settings });
  await stores.specs.putSpec({ ...frozen, ...(steps.length > 0 ? { steps: [...steps] } : {}), ...spec });
  await stores.targets.putTargets(fleetId, [{ ...record, ...target }]);
  for (const [before, outcome] of outcomes.entries()) await stores.targets.recordOutcome(fleetId, 0, before + 1, outcome);
  const bodies: unknown[] = [];
  const refused: TaskCreation = { ok: false, error: { code: 'REPO_NOT_ONBOARDED', message: 'no' } };
  const createTask = (body: unknown) => Promise.resolve((bodies.push(body), refused));
  const readTasks = (ids: readonly string[]) => Promise.resolve(tasks.filter(({ task_id }) => ids.includes(task_id)));
  await drive(listeningPorts(stores, { createTask, readTasks }), {
    ...{ fleet_id: fleetId, ordinal: 0, run: 1, token: 't1', entered: '2026-11-21T10:00:00.000Z', retry: 0, woken: true },
  });
  const [after] = await stores.targets.getTargets(fleetId, [0]);
  // The port gets the object that the child made.
  return { fleetId, body: bodies[0] as Record<string, unknown> | undefined, after };
}

describe('a step', () => {
  test('gives its own work, with the values of the target before its own, and those of the fleet last', async () => {
    const implement = step('implement', {
      ...{
        task_description: '{{step}}: {{batch.name}} of {{name}}. {{context}}',
        params: { depth: 2 },
        verifiers: [check('npm')],
      },
      ...{ build: 'last_batch', expects: ['src/**'], unless_exists: ['done.md'], batches: { file: 'tasks.md', size: 10 } },
      ...{ agent: 'claude', model: 'opus', max_turns: 9, timeout_s: 120 },
    });
    const { body } = await asked({
      steps: [implement, merge],
      spec: { context: 'Go slowly.', verifiers: [check('true')], agent: 'other' },
      target: { task_description: 'Its own.', max_turns: 4 },
      ledger: { attempts: [3] },
      outcomes: [ended({ step: 'implement', batch: batch({ done: ['T001'] }) }), ended({ status: 'LOST', step: 'implement' })],
    });
    expect(body).toMatchObject({
      ...{ workflow_ref: 'coding/new-task-v1', task_description: 'implement: {{batch.name}} of r0. Go slowly.' },
      ...{ params: { depth: 2 }, verifiers: [check('npm')], agent: 'claude', model: 'opus', max_turns: 4, timeout_s: 120 },
      ...{ step: 'implement', build: 'last_batch', expects: ['src/**'], unless_exists: ['done.md'], start: 'branch' },
      ...{ lost_attempts: [2], keep_failed: true, review_state: 'ready' },
      batches: { file: 'tasks.md', size: 10, done: 1, attempts_left: 197 },
    });
    expect(body).not.toHaveProperty('context');
  });

  test('that names no context gets it besides, and takes the description and the verifiers of its target where it has none', async () => {
    const { body } = await asked({
      steps: [step('design', { task_description: null }), step('verify')],
      spec: { context: 'Go slowly.' },
      target: { task_description: 'Look at {{name}}.', verifiers: [check('make')] },
    });
    expect(body).toMatchObject({
      ...{ task_description: 'Look at r0.', context: 'Go slowly.', verifiers: [check('make')], review_state: 'draft' },
    });
  });

  test.each<[string, number, boolean, unknown]>([
    ['before the last', 0, false, 'draft'],
    ['last before the merge', 1, false, 'ready'],
    ['last before the merge of a fleet that wants drafts', 1, true, 'draft'],
    ['that merges', 2, false, undefined],
  ])('%s says whether the pull request is a draft', async (_, at, draft, state) => {
    const pull = { title: 'x', draft };
    const { body } = await asked({
      ...{ steps: [step('design'), step('verify'), merge], spec: { pull_request: pull }, ledger: { atSteps: [at] } },
    });
    expect(body?.['review_state']).toBe(state);
  });

  test('that merges takes the commit that was pushed last; one that a person retries takes what it finds', async () => {
    const outcomes = [ended({ commit: 'a'.repeat(40) }), failed('X', 'agent', { commit: 'b'.repeat(40) }), ended()];
    const given = { steps: [step('design'), merge], outcomes, ledger: { atSteps: [1], triggers: ['step' as const] } };
    expect((await asked(given)).body).toMatchObject({
      ...{ workflow_ref: 'coding/merge-v1', verifiers: [], expected_commit: 'b'.repeat(40), params: { method: 'squash' } },
      agent: null,
    });
    const again = await asked({ ...given, ledger: { atSteps: [1], triggers: ['retry'] } });
    expect(again.body).not.toHaveProperty('expected_commit');
    const repeated = await asked({
      ...given,
      outcomes: [...outcomes, failed('Y', 'network', { trigger: 'retry' })],
      ledger: { atSteps: [1], triggers: ['auto_retry'] },
    });
    expect(repeated.body).not.toHaveProperty('expected_commit');
  });

  test('on a pull request takes that of its target, or fails with what is missing', async () => {
    const steps = [step('design'), step('review', { workflow_ref: 'coding/pr-review-v1' })];
    const ledger = { atSteps: [1] };
    const opened = await asked({ steps, ledger, outcomes: [ended({ pr_url: 'https://forge.test/acme/r0/pull/12' })] });
    expect(opened.body).toMatchObject({ pr_number: 12 });
    const none = await asked({ steps, ledger, outcomes: [ended()] });
    expect([none.body, none.after?.created]).toMatchObject([
      undefined,
      { 2: { rejection: { class: 'config', code: 'NO_PULL_REQUEST' } } },
    ]);
  });
});

const batch = (more: Partial<NonNullable<AttemptOutcome['batch']>> = {}): NonNullable<AttemptOutcome['batch']> => ({
  ...{ index: 1, count: 2, name: 'Core', task_ids: ['T001', 'T002'], done: [], open: [], left: 1, tasks_open: 1, tasks_done: 1 },
  ...{ used_fallback: false, warnings: [] },
  ...more,
});

describe('a heal', () => {
  const steps = [step('implement', { batches: { file: 'tasks.md', size: 10 }, unless_exists: ['x'] })];
  const open = batch({ done: ['T001'], open: ['T002'] });
  const rowOf = async (task_id: string): Promise<TaskRow> => ({
    ...(await makeTask({ id: task_id })),
    ...{ status: 'COMPLETED', build_passed: false, step: 'implement', batch: open, said: 'T002 is open', changed: true },
    ...{ diff_stat: ' src/a.ts | 2 +-', error_message: 'Tasks are open.' },
  });

  test('is told what failed, what is done and what is left, and works on that alone', async () => {
    const task = await rowOf(newFleetId());
    const { body } = await asked({
      ...{ steps, tasks: [task], outcomes: [failed('TASKS_OPEN', 'verification', { task_id: task.task_id, step: 'implement' })] },
      ledger: { heals: [1], triggers: ['heal'] },
    });
    expect(body).toMatchObject({ start: 'branch', keep_failed: true, batches: { only: ['T002'] } });
    expect(body).not.toHaveProperty('unless_exists');
    expect(body?.['heal_context']).toMatch(/implement.*Core.*T002.*T002 is open.*src\/a\.ts.*only on what is left/s);
  });

  test('that is repeated is told the same, not what failed in passing', async () => {
    const [task, other] = [await rowOf(newFleetId()), await makeTask({ id: newFleetId() })];
    const { body } = await asked({
      ...{ steps, tasks: [task, other] },
      outcomes: [
        failed('TASKS_OPEN', 'verification', { task_id: task.task_id, step: 'implement' }),
        failed('AGENT_BUSY', 'agent', { task_id: other.task_id, step: 'implement', trigger: 'heal' }),
      ],
      ledger: { heals: [1], triggers: ['auto_retry'] },
    });
    expect(body?.['heal_context']).toContain('T002 is open');
  });

  test('is not told of a day whose budget was used up, nor of another step', async () => {
    const task = await rowOf(newFleetId());
    const { body } = await asked({
      ...{ steps: [step('design'), ...steps], tasks: [task] },
      outcomes: [
        failed('TASKS_OPEN', 'verification', { task_id: task.task_id, step: 'implement' }),
        failed('BUDGET_EXCEEDED', 'budget', { step: 'implement', trigger: 'heal' }),
        failed('X', 'agent', { step: 'design' }),
      ],
      ledger: { heals: [1], triggers: ['heal'], atSteps: [1] },
    });
    expect(body?.['heal_context']).toContain('T002 is open');
  });

  test('without steps starts from the branch, and failed work is kept', async () => {
    const { settings } = (await stores.ledgers.getLedger((await submit(stores, 1)).fleetId)) ?? {};
    if (!settings) throw new Error('no fleet');
    const heal = { maxAttempts: 1, maxUsd: 2, onFailure: 'continue' } as const;
    const first = await asked({ ledger: { settings: { ...settings, heal } } });
    expect([first.body?.['start'], first.body?.['keep_failed']]).toEqual([undefined, true]);
    const next = await asked({
      ledger: { settings: { ...settings, heal }, heals: [1], triggers: ['heal'] },
      outcomes: [failed('X', 'agent')],
    });
    expect(next.body).toMatchObject({ start: 'branch', keep_failed: true });
    // The row of its task is gone.
    expect(next.body).not.toHaveProperty('heal_context');
  });
});

describe('what a failed attempt has left is no work that was there before', () => {
  const steps = [step('design', { unless_exists: ['spec.md'] })];
  const bodyAfter = async (...later: AttemptOutcome[]) => {
    const task = { ...(await makeTask({ id: newFleetId() })), status: 'FAILED' as const, step: 'design' };
    const first = failed('ARTIFACT_MISSING', 'verification', { task_id: task.task_id, step: 'design' });
    return (await asked({ steps, tasks: [task], outcomes: [first, ...later], ledger: { triggers: ['answer'] } })).body;
  };

  test.each<[string, Partial<AttemptOutcome>]>([
    ['asked', { status: 'SUCCEEDED', question: 'Which?', task_id: 'a' }],
    ['was cancelled', { status: 'CANCELLED', task_id: 'b' }],
    ['could not be created', { ...failed('LOST', 'lost'), status: 'LOST' }],
  ])('also where the attempt after it %s', async (_, second) => {
    const later = ended({ trigger: 'retry', outcome: null, branch: null, step: 'design', ...second });
    expect(await bodyAfter(later)).not.toHaveProperty('unless_exists');
  });

  test('but a success in between ends that', async () => {
    expect(await bodyAfter(ended({ task_id: 'c', step: 'design' }))).toHaveProperty('unless_exists');
  });
});

test.each([
  ['a command', 'shell/run-v1', ['Here.']],
  ['an agent', 'coding/new-task-v1', ['There.', 'Here.']],
])('%s at a step is told the answers that it can tell apart', async (_who, workflow_ref, told) => {
  const steps = [step('design'), step('ask', { workflow_ref, params: { command: 'true' } })];
  const asking = { outcome: null, branch: null, question: 'Where?' } as const;
  const { body } = await asked({
    ...{ steps, outcomes: [ended({ ...asking, step: 'design' }), ended({ step: 'design' }), ended({ ...asking, step: 'ask' })] },
    target: { answers: { 1: { command_id: newFleetId(), text: 'There.' }, 3: { command_id: newFleetId(), text: 'Here.' } } },
    ledger: { atSteps: [1], triggers: ['answer'] },
  });
  expect(body?.['answers']).toEqual(told.map((answer) => ({ question: 'Where?', answer })));
});

describe('other words of a person', () => {
  const given = {
    ...{ task_description: 'Do {{name}} by {{step}}.', hint: 'Look at a.ts', agent: 'codex', max_turns: 3, budget_usd: 1 },
    resume: true,
  };

  const askedWith = (words: object, more: Given = {}) =>
    asked({ steps: [step('design', { agent: 'claude', model: 'opus' })], words, ...more, ledger: { triggers: ['retry'] } });

  test('go before those of the step, and are kept with the attempt', async () => {
    const { body, after } = await askedWith(given, {
      outcomes: [failed('X', 'agent', { session_id: 's1', agent: 'claude', model: 'opus', step: 'design' })],
    });
    expect(body).toMatchObject({
      ...{
        task_description: 'Do r0 by design.',
        hint: 'Look at a.ts',
        agent: 'codex',
        model: null,
        max_turns: 3,
        start: 'branch',
      },
      resume: { session_id: 's1', told: 'work' },
    });
    expect(after?.words).toMatchObject({ 2: { hint: 'Look at a.ts', resume: true } });
  });

  test('that name what the target does not have fail it, and are not asked for again and again', async () => {
    const { body, after } = await askedWith({ task_description: 'Do {{vars.none}}.' });
    expect(body).toBeUndefined();
    expect(after?.created).toMatchObject({ 1: { rejection: { class: 'config', code: 'UNKNOWN_PLACEHOLDER' } } });
    expect(JSON.stringify(after?.created)).toContain('{{vars.none}}');
  });
});
