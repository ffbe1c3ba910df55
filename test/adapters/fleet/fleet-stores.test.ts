import { createFleetStores } from '../../../adapters/fleet/fleet-stores.ts';
import type { FleetStores } from '../../../adapters/ports.ts';
import { startLocalDynamo, type LocalDynamo } from '../local-dynamo.ts';
import { fleetStoresContract } from './fleet-stores-contract.ts';

let dynamo: LocalDynamo;
let stores: FleetStores;

beforeAll(async () => {
  dynamo = await startLocalDynamo();
  stores = createFleetStores(dynamo.documents, { fleetTable: 'FleetTable', keepS: 86_400 });
});
afterAll(() => dynamo.stop());

fleetStoresContract('on a local DynamoDB', () => stores);
