import type { FleetStores } from '../../adapters/ports.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { AttemptOutcome } from '../../contracts/fleet-records.ts';
import { fleetTaskKey } from '../../contracts/keys.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { publishEnds } from '../../lambdas/fleet-mailbox/publish-ends.ts';
import { takeTurn } from '../../lambdas/fleet-mailbox/take-turn.ts';
import { taskSeen } from '../../lambdas/fleet-mailbox/task-seen.ts';
import { newFleetId } from '../adapters/fleet/fleet-ids.ts';
import { startLocalDynamo, type LocalDynamo } from '../adapters/local-dynamo.ts';
import { makeTask } from '../adapters/task/task-row.ts';
import { listeningPorts, storesOn, submit } from './fleet-parts.ts';

let dynamo: LocalDynamo;
let stores: FleetStores;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
  stores = storesOn(dynamo);
});
afterAll(() => dynamo.stop());

const asking = { status: 'COMPLETED', question: 'Which branch?', outcome: null } as const;
const rowOf = async (fleetId: string, more: Partial<TaskRow>): Promise<TaskRow> => ({
  ...(await makeTask()),
  idempotency_key: fleetTaskKey(fleetId, 0, 1),
  ...more,
});
const ledgerOf = async (fleetId: string): Promise<Ledger> => {
  const ledger = await stores.ledgers.getLedger(fleetId);
  if (!ledger) throw new Error('no ledger');
  return ledger;
};

test('a task that was completed with a question makes its target wait; a stored answer makes it ready', async () => {
  const { fleetId } = await submit(stores, 1);
  await takeTurn(listeningPorts(stores), fleetId, []);
  const row = await rowOf(fleetId, asking);
  const ports = listeningPorts(stores, { readTasks: () => Promise.resolve([row]) });
  await takeTurn(ports, fleetId, [{ kind: 'look', fleet_id: fleetId, task_ids: [row.task_id] }]);
  const waiting = await ledgerOf(fleetId);
  expect(waiting).toMatchObject({ status: 'PAUSED', reason: { code: 'question' }, statuses: ['PENDING'], attempts: [2] });
  expect([...waiting.waiting.keys()]).toEqual([0]);
  expect((await stores.targets.getTargets(fleetId, [0]))[0]?.outcomes['1']).toMatchObject({ status: 'SUCCEEDED', outcome: null });
  const command_id = newFleetId();
  const asked = { fleet_id: fleetId, actor: 'ann', reason: null, at: Date.now(), generation: 1, expect_revision: null };
  await stores.commands.putCommandIfAbsent({ command_id, ...asked, kind: 'answer', targets: [[0, 0]], verdict: null });
  await takeTurn(listeningPorts(stores), fleetId, []);
  expect(await ledgerOf(fleetId)).toMatchObject({ status: 'RUNNING', statuses: ['QUEUED'], answers: new Map([[0, command_id]]) });
  expect(await stores.commands.getCommand(fleetId, command_id)).toMatchObject({ verdict: { result: 'applied' } });
});

test.each<[string, Partial<TaskRow>, object]>([
  ['a question', asking, { status: 'SUCCEEDED', asks: true }],
  ['no question', { ...asking, question: null }, { status: 'SUCCEEDED', asks: false }],
  ['a question, and a verifier that failed', { ...asking, build_passed: false }, { status: 'FAILED', asks: false }],
  ['a question, failed by a person', { ...asking, failed_by_person: true }, { status: 'FAILED', asks: false }],
  ['a question that is not over', { ...asking, status: 'FINALIZING' }, { status: 'RUNNING', asks: false }],
])('a task with %s', async (_, more, expected) => {
  expect(taskSeen(await rowOf('f', more), { ordinal: 0, attempt: 1 })).toMatchObject(expected);
});

test('of the ends of a target none is told that was not held against it', async () => {
  const submitted = await submit(stores, 1);
  const { fleetId } = submitted;
  const times = { cost_usd: 0, started_at: null, finished_at: '2026-11-21T10:00:00.000Z', duration_s: null };
  const end = (trigger: AttemptOutcome['trigger'], failureClass: string): AttemptOutcome => ({
    ...{ status: 'FAILED', trigger, task_id: null, outcome: null, pr_url: null, branch: null, ...times },
    failure: { class: failureClass, code: 'X', message: 'm', retryable: false, by: 'user' },
  });
  // Failed; retried, with refused credentials; the third attempt waits.
  await stores.targets.recordOutcome(fleetId, 0, 1, end('initial', 'agent'));
  await stores.targets.recordOutcome(fleetId, 0, 2, end('retry', 'auth'));
  const ports = listeningPorts(stores);
  const told: unknown[] = [];
  const publishFleetEvent = (_: string, detail: unknown): Promise<void> => Promise.resolve(void told.push(detail));
  const ledger = { ...submitted, attempts: [3], triggers: ['retry' as const], firstUnpublished: [1] };
  await publishEnds({ ...ports, bus: { ...ports.bus, publishFleetEvent } }, ledger, { ordinal: 0, from: 1 });
  expect(told).toMatchObject([{ target: { attempt: 1 } }]);
});
