/**
 * The bookings at forges in the task table: an item for each host and token. Its revision is the condition of each write of the bookings,
 * so that no booking gets lost. The closing is an attribute of its own, written without reading, and raises the revision too.
 */
import { GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { isoOf, isoTime } from '../../contracts/fields.ts';
import { taskTable } from '../../contracts/tables.ts';
import { versionOf } from '../../contracts/versions.ts';
import { spanMs, type Bookings } from '../../core/forge-bookings.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import { newest, notNewer, readable } from '../dynamo/item-version.ts';
import type { ForgeBucket, ForgeBucketStore } from '../task-stores.ts';
import type { TaskTable } from './task-table.ts';

const bucketItem = z.object({
  revision: z.number(),
  booked: z.string().default(''),
  closed_until: isoTime.optional(),
});

/** An item is of use for an hour after its last booking. It is kept for longer, since its bookings and its closing renew it apart. */
const keptS = 2 * 86_400;

export function forgeBuckets({ client, name }: TaskTable): ForgeBucketStore {
  const keyOf = (bucket: string) => ({ TableName: name, Key: { [taskTable.partition]: bucket } });
  const update = async (bucket: string, input: Omit<UpdateCommandInput, 'TableName' | 'Key'>): Promise<boolean> =>
    (await ifConditionHolds(client.send(new UpdateCommand({ ...keyOf(bucket), ...input })))) !== undefined;
  return {
    async getForgeBucket(bucket) {
      const answer = await client.send(new GetCommand({ ...keyOf(bucket), ConsistentRead: true }));
      return answer.Item && bucketOfItem(answer.Item);
    },
    putForgeBookingsIf: (bucket, read, bookings) =>
      update(bucket, {
        UpdateExpression: 'SET v = :v, booked = :booked, #ttl = :ttl ADD revision :one',
        ConditionExpression: `${read === undefined ? 'attribute_not_exists(revision)' : 'revision = :read'} AND (${notNewer})`,
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':v': versionOf('forge bucket').v,
          ':booked': packed(bookings),
          ':ttl': ttlAfter(Math.max(read?.closedUntil ?? 0, endOf(bookings))),
          ':one': 1,
          ...(read === undefined ? {} : { ':read': read.revision }),
          ...newest('forge bucket'),
        },
      }),
    async closeForge(bucket, until) {
      await update(bucket, {
        UpdateExpression: 'SET v = :v, closed_until = :until, #ttl = :ttl ADD revision :one',
        ConditionExpression: `(attribute_not_exists(closed_until) OR closed_until < :until) AND (${notNewer})`,
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':v': versionOf('forge bucket').v,
          ':until': isoOf(until),
          ':ttl': ttlAfter(until),
          ':one': 1,
          ...newest('forge bucket'),
        },
      });
    },
  };
}

/** @throws NewerVersion if newer code wrote the item */
function bucketOfItem(item: Record<string, unknown>): ForgeBucket {
  const { revision, booked, closed_until } = bucketItem.parse(readable('forge bucket', item));
  return { revision, bookings: unpacked(booked), closedUntil: closed_until === undefined ? 0 : Date.parse(closed_until) };
}

const ttlAfter = (ms: number): number => Math.ceil(ms / 1_000) + keptS;

const endOf = (bookings: Bookings): number => Math.max(-1, ...bookings.keys()) * spanMs + spanMs;

/**
 * The bookings as a text of a few characters each: for each span, in their order, the distance to the one before in base 36, and after a
 * `*` the writes where they are not 1. Example: `kq3z91 1 c*2`.
 */
function packed(bookings: Bookings): string {
  const inOrder = [...bookings].sort(([a], [b]) => a - b);
  return inOrder
    .map(([span, writes], n) => `${(span - (inOrder[n - 1]?.[0] ?? 0)).toString(36)}${writes === 1 ? '' : `*${writes}`}`)
    .join(' ');
}

function unpacked(text: string): Bookings {
  const bookings = new Map<number, number>();
  let span = 0;
  for (const each of text.split(' ').filter((part) => part !== '')) {
    const [distance = '', writes = '1'] = each.split('*');
    span += Number.parseInt(distance, 36);
    bookings.set(span, Number(writes));
  }
  return bookings;
}
