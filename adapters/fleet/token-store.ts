/** Parked task tokens, one per target. A token is a credential: it never leaves the backend, and none is logged. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { tokenKey } from '../../contracts/keys.ts';
import { versionOf } from '../../contracts/versions.ts';
import { batchGet } from '../dynamo/batch-get.ts';
import { newest, notNewer, readable } from '../dynamo/item-version.ts';
import type { ParkedToken, TokenStore } from '../ports.ts';
import { expiryOfPart, type FleetTable } from './fleet-table.ts';

const item = z.object({
  ordinal: z.number(),
  run: z.number(),
  entered: z.string(),
  retry: z.number(),
  parked_at: z.number(),
  token: z.string(),
});

const pad = (n: number): string => String(n).padStart(8, '0');
/** Sorts tokens by their age: by run, then by the time at which the state was entered, then by the retry of that entry. */
const positionOf = ({ run, entered, retry }: ParkedToken): string => `${pad(run)}#${entered}#${pad(retry)}`;

export function createTokenStore(table: FleetTable): TokenStore {
  return {
    async parkUnlessNewer(fleetId, ordinal, parked) {
      const { parkedAt, ...rest } = parked;
      const stored = { ...rest, ordinal, parked_at: parkedAt, position: positionOf(parked), ttl: expiryOfPart(table, parkedAt) };
      const command = new PutCommand({
        TableName: table.name,
        Item: { ...tokenKey(fleetId, ordinal), ...versionOf('parked token'), ...stored },
        // The same token again is the same child: its message was delivered twice.
        ConditionExpression: `(attribute_not_exists(pk) OR #position < :position OR #token = :token) AND (${notNewer})`,
        ExpressionAttributeNames: { '#position': 'position', '#token': 'token' },
        ExpressionAttributeValues: { ':position': positionOf(parked), ':token': parked.token, ...newest('parked token') },
        ReturnValues: 'ALL_OLD',
      });
      try {
        const { Attributes } = await table.client.send(command);
        const displaced = Attributes && fromItem(Attributes).parked;
        return { refused: false, displaced: displaced?.token === parked.token ? undefined : displaced };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // A newer child is there, or a newer version: reading the item tells which.
        await getTokens(table, fleetId, [ordinal]);
        return { refused: true, displaced: undefined };
      }
    },
    getTokens: (fleetId, ordinals) => getTokens(table, fleetId, ordinals),
  };
}

async function getTokens(table: FleetTable, fleetId: string, ordinals: readonly number[]) {
  const keys = ordinals.map((ordinal) => tokenKey(fleetId, ordinal));
  const items = (await batchGet(table.client, table.name, keys)).map(fromItem);
  return new Map(items.map(({ ordinal, parked }) => [ordinal, parked]));
}

/** @throws NewerVersion */
function fromItem(stored: Record<string, unknown>): { ordinal: number; parked: ParkedToken } {
  const { ordinal, parked_at, ...rest } = item.parse(readable('parked token', stored));
  return { ordinal, parked: { ...rest, parkedAt: parked_at } };
}
