/** The frozen specs, packed as JSON, so that every value of a caller comes back as it was, large numbers included. */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { specKey } from '../../contracts/keys.ts';
import { fleetSpec } from '../../contracts/fleet-records.ts';
import { versionOf } from '../../contracts/versions.ts';
import { readable } from '../dynamo/item-version.ts';
import type { SpecStore } from '../ports.ts';
import { packJson, unpackJson } from './packed-json.ts';
import { expiryOfPart, type FleetTable } from './fleet-table.ts';

const item = z.object({ spec: z.instanceof(Uint8Array) });

export function createSpecStore(table: FleetTable): SpecStore {
  return {
    async putSpec(spec) {
      const stored = {
        ...specKey(spec.fleet_id),
        ...versionOf('spec'),
        spec: packJson(spec),
        ttl: expiryOfPart(table, Date.now()),
      };
      await table.client.send(new PutCommand({ TableName: table.name, Item: stored }));
    },
    async getSpec(fleetId) {
      const query = { TableName: table.name, Key: specKey(fleetId), ConsistentRead: true };
      const { Item } = await table.client.send(new GetCommand(query));
      return Item && fleetSpec.parse(unpackJson(item.parse(readable('spec', Item)).spec));
    },
  };
}
