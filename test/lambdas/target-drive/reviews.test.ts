/** What the task of an attempt is asked for, where its fleet is reviewed before anything is published. */
import type { KeptForReview } from '../../../contracts/change.ts';
import type { AttemptOutcome } from '../../../contracts/fleet-records.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { defaultSettings } from '../../../core/settings.ts';
import { newFleetId } from '../../adapters/fleet/fleet-ids.ts';
import { makeTask } from '../../adapters/task/task-row.ts';
import { asked, batch, check, ended, failed, merge, step, type Given } from './asked-attempt.ts';

const settings = { ...defaultSettings, reviews: true };
const kept = (commit: string): KeptForReview => ({
  work: [{ repo: 'acme/r0', ref: 'refs/bgagent/review/b', commit: commit.repeat(40), checks: [] }],
  ...{ pr_title: 'Use slog', summary: 'It does.' },
});
const rowOf = async (more: Partial<TaskRow> = {}): Promise<TaskRow> => ({
  ...(await makeTask({ id: newFleetId() })),
  ...{ status: 'COMPLETED' as const },
  ...more,
});
/** An attempt for each row, in their order. */
const after = (rows: readonly TaskRow[], more: Partial<AttemptOutcome> = {}): Pick<Given, 'tasks' | 'outcomes'> => ({
  tasks: rows,
  outcomes: rows.map(({ task_id }) => ended({ task_id, ...more })),
});
const publishing = (last: number, more: Partial<Ledger> = {}): Partial<Ledger> => ({
  ...{ settings, publishing: new Map([[0, last]]), gatesPassed: new Set([0]), triggers: ['publish' as const] },
  ...more,
});
const said = (text: string) => ({ command_id: newFleetId(), text, actor: 'ann', at: 1 });
const implement = step('implement', { batches: { file: 'tasks.md', size: 10 }, unless_exists: ['done.md'], build: 'last_batch' });

describe('an attempt of work', () => {
  test('keeps what it makes for a review; a merge does not', async () => {
    expect((await asked({ ledger: { settings } })).body).toMatchObject({ keep_for_review: true });
    expect((await asked({})).body).not.toHaveProperty('keep_for_review');
    const merging = await asked({ steps: [implement, merge], ledger: { atSteps: [1], settings } });
    expect(merging.body).not.toHaveProperty('keep_for_review');
  });
});

describe('an attempt that publishes', () => {
  test('publishes what the review was about, without an agent, a limit and checks', async () => {
    const rows = [await rowOf({ kept: kept('a') }), await rowOf({ kept: kept('b') })];
    const { body } = await asked({
      ...after(rows),
      ...{ ledger: publishing(2), spec: { agent: 'claude', max_turns: 9, verifiers: [check('make')] } },
    });
    expect(body).toMatchObject({
      ...{ publish: kept('b'), agent: null, model: null, max_turns: null, max_budget_usd: null, verifiers: [], answers: [] },
      ...{ resume: null, workflow_ref: 'shell/run-v1' },
    });
    for (const name of ['keep_for_review', 'start', 'keep_failed', 'steering', 'step']) expect(body).not.toHaveProperty(name);
  });

  test('takes nothing that came after the review, and goes back to the last attempt that kept something', async () => {
    const rows = [await rowOf({ kept: kept('a') }), await rowOf(), await rowOf({ status: 'FAILED', kept: kept('c') })];
    const { body } = await asked({ ...after(rows), ledger: publishing(2, { triggers: ['retry'] }) });
    expect(body?.['publish']).toEqual(kept('a'));
    const many = [await rowOf({ kept: kept('a') }), ...(await Promise.all(Array.from({ length: 12 }, () => rowOf())))];
    expect((await asked({ ...after(many), ledger: publishing(13) })).body?.['publish']).toEqual(kept('a'));
  });

  test('of a target that kept nothing publishes nothing; where the task that kept it is gone, it fails', async () => {
    const none = { work: [], pr_title: null, summary: null };
    expect((await asked({ ...after([await rowOf()]), ledger: publishing(1) })).body?.['publish']).toEqual(none);
    const gone = await asked({ ...after([await rowOf({ kept: kept('a') })]), tasks: [], ledger: publishing(1) });
    expect([gone.body, gone.after?.created]).toMatchObject([
      undefined,
      { 2: { rejection: { class: 'config', code: 'WORK_GONE' } } },
    ]);
  });

  test('of a step says its name, and whether the pull request is a draft', async () => {
    const at = { atSteps: [0], settings };
    const { body } = await asked({
      ...after([await rowOf({ kept: kept('a') })]),
      steps: [implement, merge],
      ledger: publishing(1, at),
    });
    expect(body).toMatchObject({ step: 'implement', review_state: 'ready', publish: kept('a') });
    for (const name of ['batches', 'unless_exists', 'build', 'context']) expect(body).not.toHaveProperty(name);
  });
});

describe('a steered attempt', () => {
  const steer = { settings, triggers: ['steer' as const] };

  test('goes on with the branch, and is told all that was said, which is kept with the attempt', async () => {
    const { body, after: stored } = await asked({
      ...{ outcomes: [ended(), ended({ trigger: 'steer' })], steered: 'Smaller.', target: { steering: { 2: said('Faster.') } } },
      ledger: { ...steer, settings: { ...settings, usesAgent: true } },
    });
    expect(body).toMatchObject({ start: 'branch', keep_for_review: true, steering: ['Faster.', 'Smaller.'], resume: null });
    expect(stored?.steering).toMatchObject({ 2: { text: 'Faster.' }, 3: { text: 'Smaller.', actor: 'ann', at: 5 } });
  });

  test('a later attempt is told too, but for work without an agent; five at most, the newest', async () => {
    const steering = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [at + 2, said(`${at + 1}`)]));
    const later = { outcomes: Array.from({ length: 7 }, () => ended()), target: { steering } };
    const { body } = await asked({ ...later, ledger: { settings: { ...settings, usesAgent: true }, triggers: ['retry'] } });
    expect(body).toMatchObject({ start: 'branch', steering: ['2', '3', '4', '5', '6'] });
    const shell = await asked({ ...later, ledger: { settings: { ...settings, usesAgent: false }, triggers: ['retry'] } });
    expect(shell.body).toMatchObject({ start: 'branch' });
    expect(shell.body).not.toHaveProperty('steering');
  });

  test('does no batches, and neither does what does its work again', async () => {
    const done = [ended({ step: 'implement', batch: batch() }), ended({ step: 'implement' })];
    const described = { ...implement, task_description: '{{batch.name}}{{step}}' };
    const steered = ended({ trigger: 'steer', step: 'implement' });
    const broke = (trigger: AttemptOutcome['trigger']) => failed('X', 'agent', { trigger, step: 'implement' });
    const ask = (outcomes: AttemptOutcome[], trigger: AttemptOutcome['trigger']) =>
      asked({ steps: [described, merge], outcomes, ledger: { settings, triggers: [trigger] } });
    const work: [AttemptOutcome[], AttemptOutcome['trigger']][] = [
      [done, 'steer'],
      [[...done, broke('steer')], 'auto_retry'],
      [[...done, broke('steer'), broke('auto_retry')], 'heal'],
      [[...done, { ...steered, question: 'Which?' }], 'answer'],
      [[...done, broke('steer')], 'retry'],
    ];
    for (const [outcomes, trigger] of work) {
      const { body } = await ask(outcomes, trigger);
      expect(body).toMatchObject({ task_description: 'implement', build: true, start: 'branch' });
      for (const name of ['batches', 'unless_exists']) expect(body).not.toHaveProperty(name);
    }
    const others: [AttemptOutcome[], AttemptOutcome['trigger']][] = [
      [[...done, steered], 'retry'],
      [[...done, { ...steered, step: 'design' }], 'step'],
      [[...done, { ...broke('steer'), step: 'design' }], 'retry'],
    ];
    for (const [outcomes, trigger] of others) expect((await ask(outcomes, trigger)).body).toHaveProperty('batches');
  });
});
