import type { FleetStores, TaskCaller, TaskCreation } from '../../../adapters/ports.ts';
import type { ErrorCode } from '../../../contracts/http/errors.ts';
import type { DriveInput } from '../../../contracts/messages.ts';
import { takeTurn } from '../../../lambdas/fleet-mailbox/take-turn.ts';
import { CreateUnavailable } from '../../../lambdas/target-drive/create-attempt.ts';
import { drive } from '../../../lambdas/target-drive/drive.ts';
import { newFleetId } from '../../adapters/fleet/fleet-ids.ts';
import { startLocalDynamo, type LocalDynamo } from '../../adapters/local-dynamo.ts';
import { toTaskDetail } from '../../../tasks/task-detail.ts';
import { makeTask } from '../../adapters/task/task-row.ts';
import { makeTaskPlatform, onboarded, putRepo } from '../../tasks/task-platform.ts';
import { listeningPorts, storesOn, submit } from '../fleet-parts.ts';

let dynamo: LocalDynamo;
let stores: FleetStores;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
  stores = storesOn(dynamo);
});
afterAll(() => dynamo.stop());

const visit = (fleet_id: string, ordinal: number, more: Partial<DriveInput> = {}): DriveInput => ({
  fleet_id,
  ordinal,
  run: 1,
  token: 't1',
  entered: '2026-11-21T10:00:00.000Z',
  retry: 0,
  woken: false,
  ...more,
});
const refusal = (code: ErrorCode): TaskCreation => ({ ok: false, error: { code, message: 'no' } });
const started = async (total: number): Promise<string> => {
  const { fleetId } = await submit(stores, total);
  await takeTurn(listeningPorts(stores), fleetId, []);
  return fleetId;
};

test('a child whose target waits stays parked and creates nothing', async () => {
  const fleetId = await started(3);
  const ports = listeningPorts(stores);
  await drive(ports, visit(fleetId, 2));
  expect(ports.told).toMatchObject({ answers: [], mail: [] });
  expect((await stores.tokens.getTokens(fleetId, [2])).get(2)?.token).toBe('t1');
});

test('a child that was woken creates the task with the key of the attempt, and ends without having parked again', async () => {
  const fleetId = await started(1);
  const calls: [unknown, TaskCaller][] = [];
  const task_id = newFleetId();
  const created: TaskCreation = {
    ok: true,
    value: { task: toTaskDetail(await makeTask({ id: task_id }), { now: 0 }), isReplay: false },
  };
  const ports = listeningPorts(stores, {
    createTask: (body, caller) => {
      calls.push([body, caller]);
      return Promise.resolve(created);
    },
  });
  await drive(ports, visit(fleetId, 0, { woken: true }));
  expect(calls).toMatchObject([
    [
      {
        repo: 'acme/r0',
        task_description: 'Update r0',
        branch_name: `bgagent/${fleetId}/r0`,
        pull_request: { title: 'Update acme/r0' },
      },
      {
        userId: 'ann',
        idempotencyKey: `flt_${fleetId}_0_1`,
        channelMetadata: {
          ...{ fleet_id: fleetId, target: 'r0', attempt: 1, title: 'Test' },
          fleet_url: `https://fleets.test/v1/fleets/${fleetId}`,
        },
      },
    ],
  ]);
  expect((await stores.targets.getTargets(fleetId, [0]))[0]?.created).toEqual({});
  expect(ports.told).toMatchObject({ mail: [], answers: [['t1', false]] });
  expect((await stores.tokens.getTokens(fleetId, [0])).size).toBe(0);
});

test('a task knows the title that its fleet has now, and none that was made from what it was asked', async () => {
  const fleetId = await started(1);
  const titles: unknown[] = [];
  const ports = listeningPorts(stores, {
    createTask: (_, { channelMetadata }) => {
      titles.push(channelMetadata?.title);
      return Promise.resolve(refusal('SERVICE_UNAVAILABLE'));
    },
  });
  for (const title of ['Renamed', 'Update {{name}}']) {
    const ledger = await stores.ledgers.getLedger(fleetId);
    if (ledger) await stores.ledgers.putLedgerAtVersion({ ...ledger, settings: { ...ledger.settings, title } });
    await expect(drive(ports, visit(fleetId, 0))).rejects.toThrow(CreateUnavailable);
  }
  expect(titles).toEqual(['Renamed', undefined]);
});

test('a task gets no link to an API that only this machine reaches', async () => {
  const fleetId = await started(1);
  const links: unknown[] = [];
  const ports = listeningPorts(stores, {
    createTask: (_, { channelMetadata }) => {
      links.push(channelMetadata?.fleet_url);
      return Promise.resolve(refusal('SERVICE_UNAVAILABLE'));
    },
  });
  await expect(drive({ ...ports, apiUrl: 'http://127.0.0.1:4747' }, visit(fleetId, 0))).rejects.toThrow(CreateUnavailable);
  expect(links).toEqual([undefined]);
});

test('a refusal is recorded, a closed key is not, and what cannot be answered is asked again', async () => {
  const fleetId = await started(1);
  const refuses = (code: ErrorCode) => listeningPorts(stores, { createTask: () => Promise.resolve(refusal(code)) });
  const closed = refuses('KEY_CLOSED');
  await drive(closed, visit(fleetId, 0));
  expect((await stores.targets.getTargets(fleetId, [0]))[0]?.created).toEqual({});
  expect(closed.told.mail).toHaveLength(1);
  for (const code of ['RATE_LIMITED', 'INTERNAL_ERROR', 'SERVICE_UNAVAILABLE'] as const) {
    await expect(drive(refuses(code), visit(fleetId, 0))).rejects.toThrow(CreateUnavailable);
  }
  await drive(refuses('REPO_NOT_ONBOARDED'), visit(fleetId, 0));
  expect((await stores.targets.getTargets(fleetId, [0]))[0]?.created).toEqual({
    1: { rejection: { status: 422, code: 'REPO_NOT_ONBOARDED', message: 'no' } },
  });
});

test('an attempt of a fleet whose verifiers are switched off by now is refused, with the reason', async () => {
  const fleetId = await started(1);
  const spec = await stores.specs.getSpec(fleetId);
  if (!spec) throw new Error('the fleet has no spec');
  await stores.specs.putSpec({ ...spec, verifiers: [{ name: 'test', command: ['make', 'test'] }] });
  const platform = makeTaskPlatform(dynamo, { allowShell: true });
  await putRepo(platform.repos, onboarded('acme/r0'));
  await drive({ ...listeningPorts(stores), core: platform.core }, visit(fleetId, 0));
  expect((await stores.targets.getTargets(fleetId, [0]))[0]?.created).toMatchObject({
    1: {
      rejection: { status: 403, code: 'FORBIDDEN', message: expect.stringMatching(/^verifiers .*caller_verifiers/) as string },
    },
  });
  expect(platform.enqueued).toEqual([]);
});

/** The ledger as if the child of the target were in this run. */
async function inRun(fleetId: string, ordinal: number, run: number): Promise<void> {
  const ledger = await stores.ledgers.getLedger(fleetId);
  if (!ledger) throw new Error('there is no fleet');
  await stores.ledgers.putLedgerAtVersion({ ...ledger, run, children: ledger.children.with(ordinal, run) });
}

test('while creating fails, each visit parks, so that the actor sees that the child is there', async () => {
  const fleetId = await started(1);
  const ports = listeningPorts(stores, { createTask: () => Promise.resolve(refusal('SERVICE_UNAVAILABLE')) });
  const parked = async () => (await stores.tokens.getTokens(fleetId, [0])).get(0);
  await expect(drive(ports, visit(fleetId, 0))).rejects.toThrow(CreateUnavailable);
  expect(await parked()).toMatchObject({ token: 't1', retry: 0 });
  await expect(drive(ports, visit(fleetId, 0, { token: 't2', retry: 1 }))).rejects.toThrow(CreateUnavailable);
  expect(await parked()).toMatchObject({ token: 't2', retry: 1 });
  const woken = { woken: true, entered: '2026-11-21T11:00:00.000Z' };
  await expect(drive(ports, visit(fleetId, 0, { ...woken, token: 't3' }))).rejects.toThrow(CreateUnavailable);
  expect(await parked()).toMatchObject({ token: 't2' });
  await expect(drive(ports, visit(fleetId, 0, { ...woken, token: 't4', retry: 1 }))).rejects.toThrow(CreateUnavailable);
  expect(await parked()).toMatchObject({ token: 't4', retry: 1 });
});

test('a child that was woken too early parks again', async () => {
  const fleetId = await started(3);
  const ports = listeningPorts(stores);
  await drive(ports, visit(fleetId, 2));
  await drive(ports, visit(fleetId, 2, { woken: true, token: 't2', entered: '2026-11-21T11:00:00.000Z' }));
  expect(ports.told.answers).toEqual([['t1', false]]);
  expect((await stores.tokens.getTokens(fleetId, [2])).get(2)?.token).toBe('t2');
});

test('of two children the one that the ledger knows stays; the other ends, whichever came first', async () => {
  const fleetId = await started(3);
  const ports = listeningPorts(stores);
  await drive(ports, visit(fleetId, 2, { token: 'old' }));
  await inRun(fleetId, 2, 2);
  await drive(ports, visit(fleetId, 2, { token: 'new', run: 2 }));
  expect(ports.told.answers).toEqual([['old', false]]);
  await drive(ports, visit(fleetId, 2, { token: 'late', entered: '2026-11-21T11:00:00.000Z' }));
  expect(ports.told.answers).toEqual([
    ['old', false],
    ['late', false],
  ]);
  await drive(ports, visit(fleetId, 2, { token: 'new', run: 2 }));
  expect(ports.told.answers).toHaveLength(2);
});

test.each([0, 2])('a child that the ledger does not know ends, though no other has parked: it knows %i', async (known) => {
  const fleetId = await started(3);
  await inRun(fleetId, 2, known);
  const ports = listeningPorts(stores);
  await drive(ports, visit(fleetId, 2));
  await drive(ports, visit(fleetId, 2, { token: 't2', woken: true }));
  expect(ports.told.answers).toEqual([
    ['t1', false],
    ['t2', false],
  ]);
});

test('of two children of one run the newer one stays', async () => {
  const fleetId = await started(3);
  const ports = listeningPorts(stores);
  await drive(ports, visit(fleetId, 2, { token: 'new', retry: 1 }));
  await drive(ports, visit(fleetId, 2, { token: 'late' }));
  expect(ports.told.answers).toEqual([['late', false]]);
});

test('a child that finds its slot at once ends an older one that waits', async () => {
  const fleetId = await started(3);
  const ports = listeningPorts(stores, { createTask: () => Promise.resolve(refusal('KEY_CLOSED')) });
  await stores.tokens.parkUnlessNewer(fleetId, 0, { ...visit(fleetId, 0, { token: 'old' }), parkedAt: 1 });
  await inRun(fleetId, 0, 2);
  await drive(ports, visit(fleetId, 0, { token: 'new', run: 2 }));
  expect(ports.told.answers).toEqual([
    ['old', false],
    ['new', false],
  ]);
});

test('a child whose fleet is gone, or whose target is terminal, ends', async () => {
  const ports = listeningPorts(stores);
  await drive(ports, visit(newFleetId(), 0));
  expect(ports.told.answers).toEqual([['t1', false]]);
});
