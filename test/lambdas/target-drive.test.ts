import type { FleetStores, TaskCaller } from '../../adapters/ports.ts';
import type { DriveInput } from '../../contracts/messages.ts';
import { takeTurn } from '../../lambdas/fleet-mailbox/take-turn.ts';
import { CreateUnavailable, drive } from '../../lambdas/target-drive/drive.ts';
import { newFleetId } from '../adapters/fleet/fleet-ids.ts';
import { startLocalDynamo, type LocalDynamo } from '../adapters/local-dynamo.ts';
import { makeTaskPlatform, onboarded, putRepo } from '../tasks/task-platform.ts';
import { answerOf, listeningPorts, storesOn, submit } from './fleet-parts.ts';

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
  ...more,
});
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
  expect((await stores.turns.getTurns(fleetId, [2])).get(2)?.token).toBe('t1');
});

test('a child whose target holds a slot creates its task with the key of the attempt, and tells the fleet', async () => {
  const fleetId = await started(1);
  const calls: [unknown, TaskCaller][] = [];
  const task_id = newFleetId();
  const ports = listeningPorts(stores, {
    createTask: (body, caller) => {
      calls.push([body, caller]);
      return Promise.resolve(answerOf(201, { data: { task_id } }));
    },
  });
  await drive(ports, visit(fleetId, 0));
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
  expect((await stores.targets.getTargets(fleetId, [0]))[0]?.created).toEqual({ 1: { task_id } });
  expect(ports.told).toMatchObject({ mail: [{ fleet_id: fleetId, ordinals: [0] }], answers: [] });
});

test('a task knows the title that its fleet has now, and none that was made from what it was asked', async () => {
  const fleetId = await started(1);
  const titles: unknown[] = [];
  const ports = listeningPorts(stores, {
    createTask: (_, { channelMetadata }) => {
      titles.push(channelMetadata?.title);
      return Promise.resolve(answerOf(503, {}));
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
      return Promise.resolve(answerOf(503, {}));
    },
  });
  await expect(drive({ ...ports, apiUrl: 'http://127.0.0.1:4747' }, visit(fleetId, 0))).rejects.toThrow(CreateUnavailable);
  expect(links).toEqual([undefined]);
});

test('a refusal is recorded, a closed key is not, and what cannot be answered is asked again', async () => {
  const fleetId = await started(1);
  const refuses = (status: number, code: string) =>
    listeningPorts(stores, { createTask: () => Promise.resolve(answerOf(status, { error: { code, message: 'no' } })) });
  const closed = refuses(409, 'KEY_CLOSED');
  await drive(closed, visit(fleetId, 0));
  expect((await stores.targets.getTargets(fleetId, [0]))[0]?.created).toEqual({});
  expect(closed.told.mail).toHaveLength(1);
  for (const status of [429, 500, 503]) {
    await expect(drive(refuses(status, 'X'), visit(fleetId, 0))).rejects.toThrow(CreateUnavailable);
  }
  await drive(refuses(422, 'REPO_NOT_ONBOARDED'), visit(fleetId, 0));
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

test('of two children the newer one stays; the other is let go, whichever came first', async () => {
  const fleetId = await started(3);
  const ports = listeningPorts(stores);
  await drive(ports, visit(fleetId, 2, { token: 'old' }));
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

test('a child whose fleet is gone, or whose target is terminal, ends', async () => {
  const ports = listeningPorts(stores);
  await drive(ports, visit(newFleetId(), 0));
  expect(ports.told.answers).toEqual([['t1', false]]);
});
