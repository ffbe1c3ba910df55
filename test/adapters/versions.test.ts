/** Versions on the tables themselves. The same contract on the stores in memory: test/twins/twins.test.ts. */
import { GetCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { createFleetStores } from '../../adapters/fleet/fleet-stores.ts';
import { packJson, unpackJson } from '../../adapters/fleet/packed-json.ts';
import { createRepoStore } from '../../adapters/repo/repo-store.ts';
import { createTaskEventStore } from '../../adapters/task/task-event-store.ts';
import { createTaskStore } from '../../adapters/task/task-store.ts';
import { idempotencyKey, ledgerKey } from '../../contracts/keys.ts';
import { mailReceives } from '../../contracts/messages.ts';
import { NewerVersion, versions } from '../../contracts/versions.ts';
import { takeMail } from '../../lambdas/fleet-mailbox/take-mail.ts';
import { listeningPorts, submit } from '../lambdas/fleet-parts.ts';
import { mailOf } from '../lambdas/mail-of.ts';
import { onboarded } from '../tasks/task-platform.ts';
import { startLocalDynamo, type LocalDynamo } from './local-dynamo.ts';
import { makeTask } from './task/task-row.ts';
import { fleetVersionsContract, taskEventVersionsContract, taskVersionsContract } from './versions-contract.ts';
import { takeHold } from '../../tasks/take-hold.ts';

type Key = Readonly<Record<string, string>>;

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.stop());

const fleets = () => createFleetStores(dynamo.documents, { fleetTable: 'FleetTable', keepS: 86_400 });
const tasks = () => createTaskStore(dynamo.documents, { taskTable: 'TaskTable' });
const repos = () => createRepoStore(dynamo.documents, { repoTable: 'RepoTable' });

const setIn = (TableName: string, Key: Key, attribute: string, value: unknown) =>
  dynamo.documents.send(
    new UpdateCommand({
      ...{ TableName, Key, UpdateExpression: 'SET #it = :value' },
      ...{ ExpressionAttributeNames: { '#it': attribute }, ExpressionAttributeValues: { ':value': value } },
    }),
  );
const itemIn = async (TableName: string, Key: Key) =>
  (await dynamo.documents.send(new GetCommand({ TableName, Key }))).Item ?? {};
const versionIn = (table: string) => ({
  setVersion: async (key: Key, v: number): Promise<void> => {
    await setIn(table, key, 'v', v);
  },
});

fleetVersionsContract('on a local DynamoDB', () => ({ stores: fleets(), ...versionIn('FleetTable') }));
taskVersionsContract('on a local DynamoDB', () => ({ tasks: tasks(), ...versionIn('TaskTable') }));
taskEventVersionsContract('on a local DynamoDB', () => ({
  events: createTaskEventStore(dynamo.documents, { taskEventsTable: 'TaskEventsTable' }),
  ...versionIn('TaskEventsTable'),
}));

describe('a turn of the actor', () => {
  const note = { of: 'newer code' };
  const packed = async (fleetId: string): Promise<Record<string, unknown>> => {
    const { ledger } = await itemIn('FleetTable', ledgerKey(fleetId));
    if (!(ledger instanceof Uint8Array)) throw new Error('The item has no ledger.');
    // The store packed an object.
    return unpackJson(ledger) as Record<string, unknown>;
  };

  test('leaves a newer ledger as it is, byte for byte; its mail comes again, and after the last try is set aside with the reason', async () => {
    const stores = fleets();
    const { fleetId } = await submit(stores, 3);
    await setIn('FleetTable', ledgerKey(fleetId), 'v', versions.ledger + 1);
    const all = async () => (await dynamo.documents.send(new ScanCommand({ TableName: 'FleetTable' }))).Items;
    const before = await all();
    const failures: unknown[] = [];
    const reasons: string[] = [];
    const ports = listeningPorts(stores);
    const watched = {
      ...ports,
      onMailFailed: (_: string, error: unknown) => void failures.push(error),
      mailbox: { ...ports.mailbox, deadLetter: (_: string, why: string) => Promise.resolve(void reasons.push(why)) },
    };
    const look = { kind: 'look', fleet_id: fleetId };
    expect(await takeMail(watched, [mailOf('m', look)])).toEqual({ batchItemFailures: [{ itemIdentifier: 'm' }] });
    expect(failures).toEqual([expect.any(NewerVersion)]);
    expect(reasons).toEqual([]);
    expect(await takeMail(watched, [mailOf('m', look, mailReceives)])).toEqual({ batchItemFailures: [] });
    expect(reasons).toEqual([expect.stringMatching(/The ledger FLEET#.* has version \d+, newer than version \d+/)]);
    expect(await all()).toEqual(before);
    expect(ports.told).toMatchObject({ runs: [], events: [] });
  });

  test('keeps the fields of its version that it does not know, in the ledger and in the objects in it', async () => {
    const stores = fleets();
    const { fleetId } = await submit(stores, 3);
    const ledger = await packed(fleetId);
    const ramp = { start: 1, factor: 2, note };
    await setIn('FleetTable', ledgerKey(fleetId), 'ledger', packJson({ ...ledger, note, ramp }));
    const ports = listeningPorts(stores);
    expect(await takeMail(ports, [mailOf('m', { kind: 'look', fleet_id: fleetId, note })])).toEqual({ batchItemFailures: [] });
    expect(ports.told.runs).toHaveLength(1);
    expect(await packed(fleetId)).toMatchObject({ status: 'RUNNING', note, ramp });
    expect(await fleets().ledgers.getLedger(fleetId)).toMatchObject({ unknownFields: { note } });
  });

  test('reads a ledger of before there were versions, and gives it one', async () => {
    const stores = fleets();
    const { fleetId } = await submit(stores, 3);
    const { v, ...before } = await itemIn('FleetTable', ledgerKey(fleetId));
    // As version 2 reads it too, because it owes no entry of a wait.
    expect(v).toBe(2);
    await dynamo.documents.send(new PutCommand({ TableName: 'FleetTable', Item: before }));
    await takeMail(listeningPorts(stores), [mailOf('m', { kind: 'look', fleet_id: fleetId })]);
    expect(await itemIn('FleetTable', ledgerKey(fleetId))).toMatchObject({ v: 2, status: 'RUNNING' });
  });

  test('takes no look that newer code wrote: it comes again', async () => {
    const stores = fleets();
    const { fleetId } = await submit(stores, 3);
    const ports = listeningPorts(stores);
    const looks = [mailOf('new', { v: versions.look + 1, kind: 'look', fleet_id: fleetId, where: 'elsewhere' })];
    expect(await takeMail(ports, looks)).toEqual({ batchItemFailures: [{ itemIdentifier: 'new' }] });
    expect(ports.told).toMatchObject({ deadLetters: [], runs: [] });
  });
});

test('a newer repository is neither read nor changed; unknown attributes of one survive a change', async () => {
  const written = onboarded('acme/kept');
  await repos().changeRepo('acme/kept', () => ({ written }));
  const imported = { source: 'git.test/acme', clone_url: null, default_branch: null, tags: {}, note: 'x' };
  await setIn('RepoTable', { repo: 'acme/kept' }, 'note', 'x');
  await setIn('RepoTable', { repo: 'acme/kept' }, 'imported', imported);
  await repos().changeRepo('acme/kept', (known) => ({ written: { ...(known ?? written), default_branch: 'trunk' } }));
  expect(await itemIn('RepoTable', { repo: 'acme/kept' })).toMatchObject({
    v: 1,
    note: 'x',
    default_branch: 'trunk',
    imported,
    revision: 2,
  });
  await setIn('RepoTable', { repo: 'acme/kept' }, 'v', 2);
  const before = await itemIn('RepoTable', { repo: 'acme/kept' });
  for (const work of [
    () => repos().getRepo('acme/kept'),
    () => repos().getRepos(['acme/kept']),
    () => repos().listRepos(),
    () => repos().readToChange(['acme/kept']),
    () => repos().changeRepo('acme/kept', () => ({ written })),
  ]) {
    await expect(work()).rejects.toThrow(NewerVersion);
  }
  expect(await itemIn('RepoTable', { repo: 'acme/kept' })).toEqual(before);
});

test('unknown attributes of a task and of a key survive their writers', async () => {
  const row = await makeTask();
  const now = Date.now();
  await tasks().putTaskIfAbsent(row);
  await setIn('TaskTable', { task_id: row.task_id }, 'note', 'x');
  await takeHold(tasks(), row.task_id, { workerId: 'w', now, leaseUntil: now + 1 });
  expect(await itemIn('TaskTable', { task_id: row.task_id })).toMatchObject({ v: versions.task, note: 'x', claim: 1 });
  const key = { owner: 'ann', key: 'k', resourceId: 'r', bodyHash: 'h', leaseUntil: now };
  await fleets().keys.putKeyIfAbsent(key);
  await setIn('FleetTable', idempotencyKey('ann', 'k'), 'note', 'x');
  expect(await fleets().keys.takeKeyIfLease({ ...key, leaseUntil: now + 1 }, now)).toBe(true);
  expect(await itemIn('FleetTable', idempotencyKey('ann', 'k'))).toMatchObject({ v: 1, note: 'x', lease_until: now + 1 });
});
