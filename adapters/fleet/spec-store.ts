/** The frozen specs, kept as JSON text: what a caller wrote comes back as it was, numbers included. */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { specKey } from '../../contracts/keys.ts';
import { fleetSpec } from '../../contracts/fleet-records.ts';
import type { SpecStore } from '../ports.ts';
import { expiryOfPart, type FleetTable } from './fleet-table.ts';

const item = z.object({ spec: z.string() });

export function createSpecStore(table: FleetTable): SpecStore {
  return {
    async putSpec(spec) {
      const stored = { ...specKey(spec.fleet_id), spec: JSON.stringify(spec), ttl: expiryOfPart(table, Date.now()) };
      await table.client.send(new PutCommand({ TableName: table.name, Item: stored }));
    },
    async getSpec(fleetId) {
      const query = { TableName: table.name, Key: specKey(fleetId), ConsistentRead: true };
      const { Item } = await table.client.send(new GetCommand(query));
      return Item && fleetSpec.parse(JSON.parse(item.parse(Item).spec));
    },
  };
}
