/**
 * The frozen specs, packed as JSON, so that every value of a caller comes back as it was, large numbers included. A spec never changes
 * once its fleet has a ledger, and nobody asks for it before, so the specs that were read last are kept: an ordinary turn or visit
 * of a child reads none.
 */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { specKey } from '../../contracts/keys.ts';
import { fleetSpec, type FleetSpec } from '../../contracts/fleet-records.ts';
import { versionOf } from '../../contracts/versions.ts';
import { readable } from '../dynamo/item-version.ts';
import type { SpecStore } from '../ports.ts';
import { packJson, unpackJson } from './packed-json.ts';
import { expiryOfPart, type FleetTable } from './fleet-table.ts';

const item = z.object({ spec: z.instanceof(Uint8Array) });

/** A function instance that serves more fleets at once reads a spec again. */
const keptSpecs = 8;

export function createSpecStore(table: FleetTable): SpecStore {
  // Keeps no failure, and no spec that is not there. Those who ask at the same time share one read.
  const specs = new LRUCache<string, FleetSpec>({ max: keptSpecs, fetchMethod: (fleetId) => readSpec(table, fleetId) });
  return {
    async putSpec(spec) {
      const stored = {
        ...specKey(spec.fleet_id),
        ...versionOf('spec'),
        spec: packJson(spec),
        ttl: expiryOfPart(table, Date.now()),
      };
      await table.client.send(new PutCommand({ TableName: table.name, Item: stored }));
      specs.delete(spec.fleet_id);
    },
    getSpec: (fleetId) => specs.fetch(fleetId),
  };
}

/** @throws NewerVersion */
async function readSpec(table: FleetTable, fleetId: string): Promise<FleetSpec | undefined> {
  const query = { TableName: table.name, Key: specKey(fleetId), ConsistentRead: true };
  const { Item } = await table.client.send(new GetCommand(query));
  return Item && fleetSpec.parse(unpackJson(item.parse(readable('spec', Item)).spec));
}
