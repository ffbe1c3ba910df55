import { takeTurn } from '../../../../lambdas/fleet-mailbox/take-turn.ts';
import type { DiagnosisView } from '../../../../contracts/http/diagnosis.ts';
import type { TaskRow } from '../../../../contracts/task.ts';
import { newFleetId } from '../../../adapters/fleet/fleet-ids.ts';
import { makeTask } from '../../../adapters/task/task-row.ts';
import { fleetTaskKey } from '../../../../contracts/keys.ts';
import { listeningPorts } from '../../fleet-parts.ts';
import { errorOf, startBench, type Bench } from '../bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const submit = async (more: object = {}): Promise<string> => {
  const body = JSON.stringify({ targets: ['acme/auth', 'acme/users'], task_description: 'Do it.', max_concurrency: 1, ...more });
  const reply = await bench.call('POST', '/v1/fleets', { body });
  return (reply.json as { data: { fleet_id: string } }).data.fleet_id;
};
const turn = (fleetId: string): Promise<void> =>
  takeTurn({ ...listeningPorts(bench.stores), clockAndIds: { now: () => bench.time.now, newId: newFleetId } }, fleetId, []);
const diagnose = async (fleetId: string): Promise<DiagnosisView> => {
  const answer = await bench.clientOf(bench.tokens.ann).diagnoseFleet({ params: { fleet_id: fleetId } });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.data;
};
const ledgerOf = async (fleetId: string) => {
  const ledger = await bench.stores.ledgers.getLedger(fleetId);
  if (!ledger) throw new Error('there is no fleet');
  return ledger;
};
/** A task of the first attempt at target 0. */
const putTask = async (fleetId: string, more: Parameters<typeof makeTask>[0]): Promise<TaskRow> => {
  const row = { ...(await makeTask({ userId: 'ann', ...more })), idempotency_key: fleetTaskKey(fleetId, 0, 1) };
  await bench.tasks.putTaskIfAbsent(row);
  await bench.stores.targets.recordCreated(fleetId, 0, 1, { task_id: row.task_id });
  return row;
};

test('a fleet that goes on says what it waits for, and that all is well', async () => {
  const fleetId = await submit();
  await turn(fleetId);
  expect(await diagnose(fleetId)).toMatchObject({
    fleet_id: fleetId,
    status: 'RUNNING',
    waits: [
      { for: 'slot', count: 1, commands: [`bgagent fleet edit ${fleetId} --max-concurrency N`] },
      { for: 'worker', count: 1 },
    ],
    stale: [],
    violations: [],
  });
});

test('what is stale is told with the path of its target, and what helps', async () => {
  const fleetId = await submit();
  await turn(fleetId);
  bench.time.now += 500_000;
  const { stale } = await diagnose(fleetId);
  expect(stale.map(({ what, commands }) => [what, commands])).toEqual([
    ['look', ['bgagent doctor']],
    ['task', [`bgagent fleet fail ${fleetId} --target auth`]],
  ]);
  expect(stale[1]?.message).toContain('auth got a slot, and no task was created');
  await putTask(fleetId, { now: bench.time.now - 400_000 });
  expect((await diagnose(fleetId)).stale.map(({ what }) => what)).toEqual(['look', 'worker']);
});

test('a task that waits for others of its user is no stale one', async () => {
  const fleetId = await submit();
  await turn(fleetId);
  await putTask(fleetId, { status: 'QUEUED', now: bench.time.now });
  const { waits, stale } = await diagnose(fleetId);
  expect([waits.at(-1), stale]).toMatchObject([{ for: 'user_cap', count: 1 }, []]);
});

test('a task that a worker has, or has lost, or put off', async () => {
  const fleetId = await submit();
  await turn(fleetId);
  const waits_for = { host: 'h', until: new Date(bench.time.now + 1).toISOString(), every_s: 1, bucket: 'b', writes: 1 };
  const row = await putTask(fleetId, { status: 'RUNNING', now: bench.time.now - 60_000 });
  expect((await diagnose(fleetId)).stale.map(({ what }) => what)).toEqual(['heartbeat']);
  for (const [change, what] of [
    [{ claimed_at: row.created_at, lease_until: new Date(bench.time.now).toISOString() }, []],
    [{ status: 'SUBMITTED', open_since: '2026-11-01T10:00:00.000Z', waits_for }, []],
    [{ status: 'COMPLETED', completed_at: '2026-11-01T10:00:00.000Z' }, ['end']],
  ] as const) {
    const tasks = { ...bench.ports.tasks, getTasks: () => Promise.resolve([{ ...row, ...change }]) };
    const answer = await bench
      .clientOf(bench.tokens.ann, { ...bench.ports, tasks })
      .diagnoseFleet({ params: { fleet_id: fleetId } });
    expect(answer.ok && answer.data.stale.map((each) => each.what)).toEqual(what);
  }
});

test('a fleet that waits for a person says which command helps', async () => {
  const fleetId = await submit({ require_approval: true });
  await turn(fleetId);
  expect((await diagnose(fleetId)).waits).toMatchObject([
    { for: 'approval', count: 2, commands: [`bgagent fleet continue ${fleetId}`] },
  ]);
  const waiting = new Map([[1, bench.time.now]]);
  await bench.stores.ledgers.putLedgerAtVersion({ ...(await ledgerOf(fleetId)), waiting });
  expect((await diagnose(fleetId)).waits[1]?.commands[0]).toBe(`bgagent fleet answer ${fleetId} --target users "TEXT"`);
});

test('a stored state that breaks an invariant is told', async () => {
  const fleetId = await submit();
  await bench.stores.ledgers.putLedgerAtVersion({ ...(await ledgerOf(fleetId)), failedByPerson: new Set([1]) });
  expect((await diagnose(fleetId)).violations).toEqual(['Target 1 is PENDING and has a person who failed it.']);
});

test('an exclusive fleet without its claims is told; once it has ended it needs none', async () => {
  const fleetId = await submit({ exclusive: true });
  expect((await diagnose(fleetId)).violations).toEqual([]);
  await bench.stores.claims.release('acme/auth', fleetId, 1);
  await bench.stores.claims.release('acme/users', fleetId, 1);
  const other = newFleetId();
  await bench.stores.claims.takeUnlessHeld({
    ...{ repo: 'acme/users', fleetId: other, generation: 1, takeId: 't', takenAt: bench.time.now },
  });
  expect((await diagnose(fleetId)).violations).toEqual([
    'The fleet is exclusive, and has no claim on acme/auth.',
    `The fleet is exclusive, and has no claim on acme/users: the fleet ${other} has it.`,
  ]);
});

test('the fleet of another user is not diagnosed', async () => {
  const fleetId = await submit();
  const reply = await bench.call('GET', `/v1/fleets/${fleetId}/diagnosis`, { token: bench.tokens.bob });
  expect([reply.status, errorOf(reply).code]).toEqual([403, 'FORBIDDEN']);
});
