import { countStuckFleets, wakeFleets } from '../../../lambdas/clock/wake-fleets.ts';
import type { Look } from '../../../contracts/messages.ts';
import { startLocalDynamo, type LocalDynamo } from '../../adapters/local-dynamo.ts';
import { storesOn, submit } from '../fleet-parts.ts';

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
    surroundings: { now: () => now, newId: () => fleetId },
  });
  const due = wakeAt ?? 0;
  expect(await wakeFleets(at(due - 1))).toBe(0);
  expect(await wakeFleets(at(due))).toBe(1);
  expect(mailed).toEqual([{ kind: 'look', fleet_id: fleetId }]);
  expect(await countStuckFleets(at(due + 14 * minute))).toBe(0);
  expect(await countStuckFleets(at(due + 15 * minute))).toBe(1);
});
