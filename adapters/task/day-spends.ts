/**
 * What users spend in a day, in the task table: an item for each user and day. A reserve is an attribute of its own, named after its task,
 * and changes in one write with the sum. So a reserve is written once and taken away once, however often it is tried.
 */
import { GetCommand, paginateQuery, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { daySpendId, parseDaySpendId } from '../../contracts/keys.ts';
import { taskTable } from '../../contracts/tables.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import { newest, notNewer, readable } from '../dynamo/item-version.ts';
import type { DaySpend, DaySpendStore, NewReserve, UserDay } from '../spend-stores.ts';
import type { TaskTable } from './task-table.ts';

const spendItem = z.looseObject({ committed: z.number(), charged: z.number().default(0) });

const reservePrefix = 'reserve#';

/** The partition of the index `open` that lists the items with reserves. */
const openSpends = 'SPENDS';

/** Seconds that an item is kept after its day. A task that ends later changes nothing in it. */
const keptS = 60 * 86_400;

export function daySpends({ client, name }: TaskTable): DaySpendStore {
  /** Whether the conditions held: that of the caller, and that newer code did not write the item. */
  const update = async (of: UserDay, input: Omit<UpdateCommandInput, 'TableName' | 'Key'>): Promise<boolean> => {
    const ConditionExpression = `${input.ConditionExpression} AND (${notNewer})`;
    const ExpressionAttributeValues = { ...input.ExpressionAttributeValues, ...newest('spend of a day') };
    const command = { TableName: name, Key: keyOf(of), ...input, ConditionExpression, ExpressionAttributeValues };
    return (await ifConditionHolds(client.send(new UpdateCommand(command)))) !== undefined;
  };
  return {
    async getDaySpend(of) {
      const answer = await client.send(new GetCommand({ TableName: name, Key: keyOf(of), ConsistentRead: true }));
      return answer.Item && spendOfItem(answer.Item);
    },
    // The condition compares with the sum, which an item has that is there.
    reserveIfWithin: async (of, reserve) => reserve.micro <= reserve.limit && update(of, reserving(of, reserve)),
    chargeReserveIf: (of, { name: reserve, was, counts }) =>
      update(of, {
        UpdateExpression: 'REMOVE #reserve ADD committed :more, reserves :less, charged :one',
        ConditionExpression: '#reserve = :was',
        ExpressionAttributeNames: { '#reserve': `${reservePrefix}${reserve}` },
        ExpressionAttributeValues: { ':was': was, ':more': counts - was, ':less': -1, ':one': 1 },
      }),
    async listOpenDaySpends() {
      const query = {
        ...{ TableName: name, IndexName: 'open', KeyConditionExpression: '#open = :open' },
        ...{ ExpressionAttributeNames: { '#open': 'open' }, ExpressionAttributeValues: { ':open': openSpends } },
      };
      const ids: string[] = [];
      for await (const { Items = [] } of paginateQuery({ client }, query)) {
        ids.push(...Items.map((item) => String(item[taskTable.partition])));
      }
      return ids.map(parseDaySpendId).filter((of) => of !== undefined);
    },
    async closeDaySpendIfNoReserve(of) {
      await update(of, {
        UpdateExpression: 'REMOVE #open',
        ConditionExpression: 'reserves = :none',
        ExpressionAttributeNames: { '#open': 'open' },
        ExpressionAttributeValues: { ':none': 0 },
      });
    },
  };
}

const keyOf = ({ userId, day }: UserDay) => ({ [taskTable.partition]: daySpendId(userId, day) });

/** @throws NewerVersion if newer code wrote the item */
function spendOfItem(item: Record<string, unknown>): DaySpend {
  const { committed, charged, ...others } = spendItem.parse(readable('spend of a day', item));
  const reserves = Object.entries(others).filter(([attribute]) => attribute.startsWith(reservePrefix));
  return {
    committed,
    charged,
    reserves: new Map(reserves.map(([attribute, micro]) => [attribute.slice(reservePrefix.length), z.number().parse(micro)])),
  };
}

/** `reserves` counts them: a condition cannot. */
function reserving(
  { day }: UserDay,
  { name, micro, read, limit, most }: NewReserve,
): Omit<UpdateCommandInput, 'TableName' | 'Key'> {
  const was = read?.reserves.get(name);
  const more = micro - (was ?? 0);
  const isNew = was === undefined;
  return {
    UpdateExpression: 'SET #reserve = :micro, #open = :open, #ttl = :ttl, v = :newest ADD committed :more, reserves :added',
    ConditionExpression: [
      isNew ? 'attribute_not_exists(#reserve)' : '#reserve = :was',
      read?.charged ? 'charged = :charged' : 'attribute_not_exists(charged)',
      '(attribute_not_exists(committed) OR committed <= :room)',
      ...(isNew ? ['(attribute_not_exists(reserves) OR reserves < :most)'] : []),
    ].join(' AND '),
    ExpressionAttributeNames: { '#reserve': `${reservePrefix}${name}`, '#open': 'open', '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      ...{ ':micro': micro, ':more': more, ':room': limit - more, ':open': openSpends },
      ':added': isNew ? 1 : 0,
      ':ttl': Date.parse(day) / 1_000 + 86_400 + keptS,
      ...(isNew ? { ':most': most } : { ':was': was }),
      ...(read?.charged ? { ':charged': read.charged } : {}),
    },
  };
}
