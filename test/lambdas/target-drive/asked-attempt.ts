/** The task that the child of a fleet's one target asks for, with what is known of the attempts before. */
import type { FleetStores, TaskCreation } from '../../../adapters/ports.ts';
import type { AttemptOutcome, FleetSpec, TargetRecord } from '../../../contracts/fleet-records.ts';
import { retryWords, type FrozenStep } from '../../../contracts/steps.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { stepRules } from '../../../lambdas/api/fleets/submit/freeze-steps.ts';
import { takeTurn } from '../../../lambdas/fleet-mailbox/take-turn.ts';
import { drive } from '../../../lambdas/target-drive/drive.ts';
import { newFleetId } from '../../adapters/fleet/fleet-ids.ts';
import { emptyFleetData, fleetStoresInMemory } from '../../twins/fleet-stores-in-memory.ts';
import { listeningPorts, submit } from '../fleet-parts.ts';

export const step = (name: string, more: Partial<FrozenStep> = {}): FrozenStep => ({
  ...{ name, workflow_ref: 'coding/new-task-v1', task_description: `Do ${name}.`, params: {}, verifiers: null, build: true },
  ...{ expects: [], unless_exists: [], batches: null, gate: false, agent: null, model: null, max_turns: null },
  ...{ timeout_s: 600, budget_usd: null },
  ...more,
});
export const check = (command: string) => ({ name: command, command: [command] });
export const merge = step('merge', {
  workflow_ref: 'coding/merge-v1',
  task_description: null,
  params: { method: 'squash' },
  gate: true,
});

export const ended = (more: Partial<AttemptOutcome> = {}): AttemptOutcome => ({
  ...{ status: 'SUCCEEDED', trigger: 'initial', task_id: null, outcome: 'changed', failure: null, pr_url: null, branch: 'b' },
  ...{ cost_usd: 0, started_at: null, finished_at: null, duration_s: null },
  ...more,
});
export const failed = (code: string, failureClass: string, more: Partial<AttemptOutcome> = {}): AttemptOutcome =>
  ended({
    ...{ status: 'FAILED', outcome: null, branch: null },
    failure: { class: failureClass, code, message: `It was ${code}.`, retryable: false, by: 'user' },
    ...more,
  });

export interface Given {
  readonly steps?: readonly FrozenStep[];
  readonly spec?: Partial<FleetSpec>;
  readonly ledger?: Partial<Ledger>;
  readonly target?: Partial<TargetRecord>;
  /** Of the attempts before, in their order. */
  readonly outcomes?: readonly AttemptOutcome[];
  readonly tasks?: readonly TaskRow[];
  /** Of the retry that the attempt comes from. */
  readonly words?: object;
  /** What a person said in the review that the attempt comes from. */
  readonly steered?: string;
}

/** What the ledger knows of a retry with other words, or of a steering. */
async function told(stores: FleetStores, fleet_id: string, { words, steered }: Given): Promise<Partial<Ledger>> {
  if (words === undefined && steered === undefined) return {};
  const command_id = newFleetId();
  await stores.commands.putCommandIfAbsent({
    ...{ command_id, fleet_id, kind: steered === undefined ? 'retry' : 'steer', actor: 'ann', at: 5, generation: 1 },
    ...(steered === undefined ? { words: retryWords.parse(words) } : { text: steered }),
    ...{ reason: null, expect_revision: null, verdict: null },
  });
  if (steered !== undefined) return { answers: new Map([[0, command_id]]) };
  return { words: [{ commandId: command_id, budgetUsd: null, targets: new Set([0]) }] };
}

/** The body of the task that the child of the one target creates. */
export async function asked(given: Given) {
  const { steps = [], spec = {}, ledger = {}, target = {}, outcomes = [], tasks = [] } = given;
  const stores = fleetStoresInMemory(emptyFleetData());
  const { fleetId } = await submit(stores, 1);
  await takeTurn(listeningPorts(stores), fleetId, []);
  const [stored, frozen] = await Promise.all([stores.ledgers.getLedger(fleetId), stores.specs.getSpec(fleetId)]);
  const [record] = await stores.targets.getTargets(fleetId, [0]);
  if (!stored || !frozen || !record) throw new Error('no fleet');
  const settings = { ...stored.settings, ...ledger.settings, steps: stepRules(steps) };
  const said = await told(stores, fleetId, given);
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

export const batch = (more: Partial<NonNullable<AttemptOutcome['batch']>> = {}): NonNullable<AttemptOutcome['batch']> => ({
  ...{ index: 1, count: 2, name: 'Core', task_ids: ['T001', 'T002'], done: [], open: [], left: 1, tasks_open: 1, tasks_done: 1 },
  ...{ used_fallback: false, warnings: [] },
  ...more,
});
