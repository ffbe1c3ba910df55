/** Parked task tokens, one a target. A token is a credential: it never leaves the backend and is in no log. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { turnKey } from '../../contracts/keys.ts';
import { versionOf } from '../../contracts/versions.ts';
import { batchGet } from '../dynamo/batch-get.ts';
import { newest, notNewer, readable } from '../dynamo/item-version.ts';
import type { ParkedTurn, TurnStore } from '../ports.ts';
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
/** Sorts as the tokens were issued: by run, then by when the state was entered, then by its retries. */
const positionOf = (turn: ParkedTurn): string => `${pad(turn.run)}#${turn.entered}#${pad(turn.retry)}`;

export function createTurnStore(table: FleetTable): TurnStore {
  return {
    async parkUnlessNewer(fleetId, ordinal, turn) {
      const { parkedAt, ...rest } = turn;
      const stored = { ...rest, ordinal, parked_at: parkedAt, position: positionOf(turn), ttl: expiryOfPart(table, parkedAt) };
      const command = new PutCommand({
        TableName: table.name,
        Item: { ...turnKey(fleetId, ordinal), ...versionOf('parked token'), ...stored },
        // The same token again is the same child: its message was delivered twice.
        ConditionExpression: `(attribute_not_exists(pk) OR #position < :position OR #token = :token) AND (${notNewer})`,
        ExpressionAttributeNames: { '#position': 'position', '#token': 'token' },
        ExpressionAttributeValues: { ':position': positionOf(turn), ':token': turn.token, ...newest('parked token') },
        ReturnValues: 'ALL_OLD',
      });
      try {
        const { Attributes } = await table.client.send(command);
        const displaced = Attributes && fromItem(Attributes).turn;
        return { refused: false, displaced: displaced?.token === turn.token ? undefined : displaced };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // A newer child is there, or a newer version: reading the item tells which.
        await getTokens(table, fleetId, [ordinal]);
        return { refused: true, displaced: undefined };
      }
    },
    getTurns: (fleetId, ordinals) => getTokens(table, fleetId, ordinals),
  };
}

async function getTokens(table: FleetTable, fleetId: string, ordinals: readonly number[]) {
  const keys = ordinals.map((ordinal) => turnKey(fleetId, ordinal));
  const items = (await batchGet(table.client, table.name, keys)).map(fromItem);
  return new Map(items.map(({ ordinal, turn }) => [ordinal, turn]));
}

/** @throws NewerVersion */
function fromItem(stored: Record<string, unknown>): { ordinal: number; turn: ParkedTurn } {
  const { ordinal, parked_at, ...turn } = item.parse(readable('parked token', stored));
  return { ordinal, turn: { ...turn, parkedAt: parked_at } };
}
