/** Idempotency keys of requests about fleets: the fleet or command that a key stands for, and until when a request works on it. */
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { idempotencyKey } from '../../contracts/keys.ts';
import { versionOf } from '../../contracts/versions.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import { newest, notNewer, readable } from '../dynamo/item-version.ts';
import type { KeyRecord, KeyStore } from '../claim-stores.ts';
import { expiryOfPart, type FleetTable } from './fleet-table.ts';

const item = z.object({
  owner_id: z.string(),
  key: z.string(),
  resource_id: z.string(),
  body_hash: z.string(),
  lease_until: z.number(),
});

export function createKeyStore(table: FleetTable): KeyStore {
  const get = async (owner: string, key: string): Promise<KeyRecord | undefined> => {
    const query = { TableName: table.name, Key: idempotencyKey(owner, key), ConsistentRead: true };
    const { Item } = await table.client.send(new GetCommand(query));
    return Item && fromItem(readable('idempotency key', Item));
  };
  return {
    getKey: get,
    async putKeyIfAbsent(record) {
      const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
      const put = new PutCommand({ TableName: table.name, Item: toItem(table, record), ...condition });
      return (await ifConditionHolds(table.client.send(put))) ? undefined : get(record.owner, record.key);
    },
    async takeKeyIfLease(record, expectedLease) {
      const update = new UpdateCommand({
        TableName: table.name,
        Key: idempotencyKey(record.owner, record.key),
        UpdateExpression: 'SET body_hash = :hash, lease_until = :until, #ttl = :ttl',
        ConditionExpression: `lease_until = :lease AND resource_id = :resource AND (${notNewer})`,
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':hash': record.bodyHash,
          ':until': record.leaseUntil,
          ':ttl': expiryOfPart(table, record.leaseUntil),
          ':lease': expectedLease,
          ':resource': record.resourceId,
          ...newest('idempotency key'),
        },
      });
      return (await ifConditionHolds(table.client.send(update))) !== undefined;
    },
  };
}

// Not `owner`: items with that attribute are in the index of fleets by owner.
const toItem = (table: FleetTable, record: KeyRecord): Record<string, unknown> => ({
  ...idempotencyKey(record.owner, record.key),
  ...versionOf('idempotency key'),
  owner_id: record.owner,
  key: record.key,
  resource_id: record.resourceId,
  body_hash: record.bodyHash,
  lease_until: record.leaseUntil,
  ttl: expiryOfPart(table, record.leaseUntil),
});

function fromItem(stored: unknown): KeyRecord {
  const { owner_id, key, resource_id, body_hash, lease_until } = item.parse(stored);
  return { owner: owner_id, key, resourceId: resource_id, bodyHash: body_hash, leaseUntil: lease_until };
}
