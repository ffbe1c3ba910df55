import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ledgerKey } from '../../../contracts/keys.ts';
import { NewerVersion, versions } from '../../../contracts/versions.ts';
import { newFleetId } from '../../adapters/fleet/fleet-ids.ts';
import { countStuckFleets, onTimer, recoverFleets, wakeFleets } from '../../../lambdas/clock/wake-fleets.ts';
import type { Look } from '../../../contracts/messages.ts';
import { startLocalDynamo, type LocalDynamo } from '../../adapters/local-dynamo.ts';
import { listeningPorts, storesOn, submit } from '../fleet-parts.ts';

const minute = 60_000;

let dynamo: LocalDynamo;
beforeEach(async () => {
  dynamo = await startLocalDynamo();
});
afterEach(() => dynamo.stop());

test('a fleet whose time has come is mailed; one that did not move for 15 minutes is told of', async () => {
  const stores = storesOn(dynamo);
  const { fleetId, wakeAt } = await submit(stores, 2);
  const mailed: Look[] = [];
  const keep = (looks: readonly Look[]): Promise<void> => Promise.resolve(void mailed.push(...looks));
  const at = (now: number) => ({
    stores,
    mailbox: { mail: (look: Look) => keep([look]), mailAll: keep, deadLetter: () => keep([]) },
    clockAndIds: { now: () => now, newId: () => fleetId },
  });
  const due = wakeAt ?? 0;
  expect(await wakeFleets(at(due - 1))).toBe(0);
  expect(await wakeFleets(at(due))).toBe(1);
  expect(mailed).toEqual([{ kind: 'look', fleet_id: fleetId }]);
  expect(await countStuckFleets(at(due + 14 * minute))).toBe(0);
  expect(await countStuckFleets(at(due + 15 * minute))).toBe(1);
});

test('a timer that newer code wrote comes again', async () => {
  const ports = listeningPorts(storesOn(dynamo));
  const body = JSON.stringify({ v: versions.timer + 1, kind: 'timer', fleet_id: newFleetId() });
  await expect(onTimer(ports, body)).rejects.toThrow(NewerVersion);
  expect(ports.told).toMatchObject({ mail: [], deadLetters: [] });
});

test('a ledger that newer code wrote keeps no other fleet from recovering', async () => {
  const stores = storesOn(dynamo);
  const [newer, other] = [await submit(stores, 1), await submit(stores, 1)];
  const set = { UpdateExpression: 'SET v = :v', ExpressionAttributeValues: { ':v': versions.ledger + 1 } };
  await dynamo.documents.send(new UpdateCommand({ TableName: 'FleetTable', Key: ledgerKey(newer.fleetId), ...set }));
  const ports = listeningPorts(stores);
  await expect(recoverFleets(ports)).rejects.toThrow(NewerVersion);
  expect(ports.told.mail).toEqual([{ kind: 'look', fleet_id: other.fleetId }]);
});
