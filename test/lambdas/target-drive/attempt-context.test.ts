/** What the task of an attempt is given besides the frozen spec: its budget, answers, and a session to go on with. */
import type { FleetStores, TaskCreation } from '../../../adapters/ports.ts';
import type { AttemptOutcome, FleetSpec } from '../../../contracts/fleet-records.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { takeTurn } from '../../../lambdas/fleet-mailbox/take-turn.ts';
import { drive } from '../../../lambdas/target-drive/drive.ts';
import { newFleetId } from '../../adapters/fleet/fleet-ids.ts';
import { emptyFleetData, fleetStoresInMemory } from '../../twins/fleet-stores-in-memory.ts';
import { listeningPorts, submit } from '../fleet-parts.ts';

let stores: FleetStores;
beforeEach(() => {
  stores = fleetStoresInMemory(emptyFleetData());
});

/** A fleet of one target that has its slot. @param change of its ledger */
async function started(change: Partial<Ledger> = {}, spec: Partial<FleetSpec> = {}): Promise<string> {
  const { fleetId } = await submit(stores, 1);
  await takeTurn(listeningPorts(stores), fleetId, []);
  const [ledger, frozen] = await Promise.all([stores.ledgers.getLedger(fleetId), stores.specs.getSpec(fleetId)]);
  if (!ledger || !frozen) throw new Error('no fleet');
  await stores.ledgers.putLedgerAtVersion({ ...ledger, ...change });
  await stores.specs.putSpec({ ...frozen, ...spec });
  return fleetId;
}

/** The body of the task that the child of the target creates. */
async function bodyOf(fleetId: string): Promise<Record<string, unknown>> {
  const bodies: unknown[] = [];
  const refused: TaskCreation = { ok: false, error: { code: 'REPO_NOT_ONBOARDED', message: 'no' } };
  const createTask = (body: unknown) => Promise.resolve((bodies.push(body), refused));
  await drive(listeningPorts(stores, { createTask }), visit(fleetId));
  // The port gets the object that the child made.
  return bodies[0] as Record<string, unknown>;
}

const visit = (fleet_id: string) => ({
  ...{ fleet_id, ordinal: 0, run: 1, token: 't1', entered: '2026-11-21T10:00:00.000Z', retry: 0, woken: true },
});

const ended: AttemptOutcome = {
  ...{ status: 'PENDING', trigger: 'initial', task_id: null, outcome: null, failure: null, pr_url: null, branch: null },
  ...{ cost_usd: 0, started_at: null, finished_at: null, duration_s: null },
};
const asked = (question: string, session_id: string | null = null): AttemptOutcome => ({
  ...ended,
  ...{ agent: 'claude', model: 'opus', session_id, question },
});

async function answered(fleetId: string, attempt: number, text: string): Promise<void> {
  await stores.targets.recordAnswer(fleetId, 0, attempt, { command_id: newFleetId(), text });
}

/** Stores the command that answers. */
async function command(fleet_id: string, text: string): Promise<string> {
  const command_id = newFleetId();
  const nothing = { reason: null, expect_revision: null, verdict: null };
  await stores.commands.putCommandIfAbsent({
    ...{ command_id, fleet_id, kind: 'answer', actor: 'ann', at: Date.now(), generation: 1, targets: [[0, 0]], text },
    ...nothing,
  });
  return command_id;
}

test('a first attempt has the agent of the fleet, the budget of its slot, and nothing of earlier ones', async () => {
  const fleetId = await started(
    { slots: new Map([[0, { since: 1, budgetUsd: 2.5 }]]) },
    { workflow_ref: 'coding/new-task-v1', agent: 'claude', model: 'opus' },
  );
  expect(await bodyOf(fleetId)).toMatchObject({
    ...{ agent: 'claude', model: 'opus', max_budget_usd: 2.5, resume: null, answers: [] },
  });
});

test('a fleet without a budget leaves the limit to the repository, and the agent to the worker', async () => {
  expect(await bodyOf(await started())).toMatchObject({ agent: null, model: null, max_budget_usd: null });
});

test('an answer is stored with the target before the task is created, and goes on in the session that asked', async () => {
  const fleetId = await started({ attempts: [2], triggers: ['answer'] });
  await stores.targets.recordOutcome(fleetId, 0, 1, asked('Which Go?', 's-1'));
  const commandId = await command(fleetId, '1.25');
  const ledger = await stores.ledgers.getLedger(fleetId);
  if (ledger) await stores.ledgers.putLedgerAtVersion({ ...ledger, answers: new Map([[0, commandId]]) });
  const body = await bodyOf(fleetId);
  expect(body).toMatchObject({
    resume: { agent: 'claude', model: 'opus', session_id: 's-1', told: 'answer' },
    answers: [{ question: 'Which Go?', answer: '1.25' }],
  });
  const [target] = await stores.targets.getTargets(fleetId, [0]);
  expect(target?.answers).toEqual({ 1: { command_id: commandId, text: '1.25' } });
  // A repeat of the visit gives the same body.
  expect(await bodyOf(fleetId)).toEqual(body);
});

test('an answer that cannot be read creates nothing', async () => {
  const fleetId = await started({ attempts: [2], triggers: ['answer'], answers: new Map([[0, newFleetId()]]) });
  await expect(drive(listeningPorts(stores), visit(fleetId))).rejects.toThrow(/has no text of/);
});

test('an attempt that is repeated is told all that was answered, oldest first, twenty at most, and goes on in the last session that asked', async () => {
  const fleetId = await started({ attempts: [24], triggers: ['auto_retry'] });
  for (let attempt = 1; attempt <= 22; attempt += 1) {
    await stores.targets.recordOutcome(fleetId, 0, attempt, asked(`Question ${attempt}?`, `s-${attempt}`));
    await answered(fleetId, attempt, `Answer ${attempt}.`);
  }
  const failure = { class: 'network', code: 'PROVIDER_ERROR', message: '500', retryable: true, by: 'transient' };
  await stores.targets.recordOutcome(fleetId, 0, 23, { ...ended, trigger: 'answer', failure });
  const { answers, resume } = await bodyOf(fleetId);
  expect(answers).toHaveLength(20);
  expect(answers).toMatchObject(Array.from({ length: 20 }, (_, at) => ({ answer: `Answer ${at + 3}.` })));
  expect(resume).toMatchObject({ session_id: 's-22' });
});

test.each<[string, Record<number, AttemptOutcome>, Record<number, string>]>([
  ['of an agent that has no session', { 1: asked('Which?') }, { 1: 'This.' }],
  ['whose question was not answered', { 1: asked('Which?', 's-1') }, {}],
  ['that the agent does not know any more', { 1: asked('Which?', 's-1'), 2: { ...ended, failure: lost() } }, { 1: 'This.' }],
])('no attempt goes on in a session %s', async (_, outcomes, answers) => {
  const fleetId = await started({ attempts: [3], triggers: ['answer'] });
  for (const [attempt, outcome] of Object.entries(outcomes)) {
    await stores.targets.recordOutcome(fleetId, 0, Number(attempt), outcome);
  }
  for (const [attempt, text] of Object.entries(answers)) await answered(fleetId, Number(attempt), text);
  expect(await bodyOf(fleetId)).toMatchObject({ resume: null, answers: Object.values(answers).map((answer) => ({ answer })) });
});

test.each(['step', 'heal', 'retry'] as const)(
  'an attempt that is no answer (%s) is told what was answered, and begins anew',
  async (trigger) => {
    const fleetId = await started({ attempts: [3], triggers: [trigger] });
    await stores.targets.recordOutcome(fleetId, 0, 1, asked('Which?', 's-1'));
    await answered(fleetId, 1, 'This.');
    await stores.targets.recordOutcome(fleetId, 0, 2, { ...ended, trigger: 'answer', session_id: 's-1' });
    expect(await bodyOf(fleetId)).toMatchObject({ resume: null, answers: [{ question: 'Which?', answer: 'This.' }] });
  },
);

function lost() {
  return { class: 'config', code: 'SESSION', message: 'No conversation found', retryable: false, by: 'service' };
}

test('a day without budget left is a refusal of class budget, which is stored and told to the fleet', async () => {
  const fleetId = await started();
  const message = 'You have spent $20.00 of $20.00 today.';
  const error = { code: 'BUDGET_EXCEEDED', message } as const;
  const ports = listeningPorts(stores, { createTask: () => Promise.resolve({ ok: false, error }) });
  await drive(ports, visit(fleetId));
  expect((await stores.targets.getTargets(fleetId, [0]))[0]?.created).toEqual({
    1: { rejection: { status: 429, code: 'BUDGET_EXCEEDED', message, class: 'budget' } },
  });
  expect(ports.told.mail).toHaveLength(1);
});
