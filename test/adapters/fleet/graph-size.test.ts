/** The largest graph of dependencies fits into its item, and adds nothing to the ledger but a mark. */
import { graphKey } from '../../../contracts/keys.ts';
import type { DependencyGraph } from '../../../core/graph/graph.ts';
import { createGraphStore } from '../../../adapters/fleet/graph-store.ts';
import { itemBytes } from '../../../adapters/dynamo/item-bytes.ts';
import { batchGet } from '../../../adapters/dynamo/batch-get.ts';
import { fleetOf } from '../../core/fleet-world.ts';
import { Random } from '../../simulation/random.ts';
import { storedBytes } from '../../simulation/stored-bytes.ts';
import { startLocalDynamo, type LocalDynamo } from '../local-dynamo.ts';
import { newFleetId } from './fleet-ids.ts';

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.stop());

const [targets, edges] = [10_000, 20_000];
const random = new Random(1);
/** As unlike each other as edges can be: nothing in it deflates well. */
const largest: DependencyGraph = {
  edges: Array.from({ length: edges }, () => {
    const [from, onFrom] = [random.whole(0, targets - 1), random.whole(0, targets - 1)];
    return {
      ...{ from, to: from + random.whole(1, 400), onFrom, onTo: onFrom + random.whole(1, 400) },
      optional: random.chance(0.5),
    };
  }),
  dependents: Array.from({ length: targets }, () => random.whole(0, targets)),
};

test('the item of the largest graph is stored and read', async () => {
  const id = newFleetId();
  const table = { client: dynamo.documents, name: 'FleetTable', keepS: 60, onTrimmed: () => undefined };
  await createGraphStore(table).putGraph(id, largest);
  expect(await createGraphStore(table).getGraph(id)).toEqual(largest);
  const [item = {}] = await batchGet(dynamo.documents, 'FleetTable', [graphKey(id)]);
  expect(itemBytes(item)).toBeLessThan(300_000);
});

test('a ledger of 10,000 targets has some bytes more with the largest graph than without one', () => {
  const plain = fleetOf(targets);
  expect(storedBytes({ ...plain, graph: largest }) - storedBytes(plain)).toBeLessThan(50);
});
