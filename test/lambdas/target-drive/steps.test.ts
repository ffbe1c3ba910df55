/** What the task of an attempt is asked for, where its fleet has steps or heals, or a person has said other words. */
import type { AttemptOutcome } from '../../../contracts/fleet-records.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import { defaultSettings } from '../../../core/settings.ts';
import { newFleetId } from '../../adapters/fleet/fleet-ids.ts';
import { makeTask } from '../../adapters/task/task-row.ts';
import { asked, batch, check, ended, failed, merge, step, type Given } from './asked-attempt.ts';

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
    const settings = defaultSettings;
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
