/**
 * The heartbeats in the task table: who holds a task, in which hold, and until when. Each is an item of its own without an attribute of
 * an index, so that a renewal costs one small write. Invariant: the number only rises, and only the worker that it was given to renews
 * or ends its lease.
 */
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { isoOf } from '../../contracts/fields.ts';
import { heartbeatId } from '../../contracts/keys.ts';
import { taskTable } from '../../contracts/tables.ts';
import { heartbeatItem } from '../../contracts/task.ts';
import { versionOf } from '../../contracts/versions.ts';
import { batchGet } from '../dynamo/batch-get.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import { newest, notNewer, readable } from '../dynamo/item-version.ts';
import type { Heartbeat, HeartbeatStore } from '../task-stores.ts';
import type { TaskTable } from './task-table.ts';

export function heartbeats(table: TaskTable): HeartbeatStore {
  return {
    async getHeartbeats(taskIds) {
      const ids = new Map(taskIds.map((taskId) => [heartbeatId(taskId), taskId]));
      const keys = [...ids.keys()].map((id) => ({ [taskTable.partition]: id }));
      const items = await batchGet(table.client, table.name, keys);
      return new Map(items.map((item) => [ids.get(String(item[taskTable.partition])) ?? '', heartbeatOfItem(item)]));
    },
    takeLeaseIfFree: (taskId, { holdNumber, workerId, now, leaseUntil, before }) =>
      updateIf(table, taskId, {
        condition: before === undefined ? 'attribute_not_exists(claim)' : 'claim = :before AND lease_until < :now',
        values: before === undefined ? {} : { ':before': before, ':now': isoOf(now) },
        set: { ...versionOf('heartbeat'), claim: holdNumber, claimed_by: workerId, ...leaseTo(table, leaseUntil) },
      }),
    renewLeaseOfHold: (taskId, holdNumber, { until, lastLine }) =>
      updateIf(table, taskId, {
        condition: 'claim = :own',
        values: { ':own': holdNumber },
        set: { ...leaseTo(table, until), ...(lastLine === undefined ? {} : { last_line: lastLine }) },
      }),
    endLeaseOfHold: (taskId, { holdNumber, workerId, now }) =>
      updateIf(table, taskId, {
        condition: '(attribute_not_exists(claim) OR claim = :own)',
        values: { ':own': holdNumber },
        set: { ...versionOf('heartbeat'), claim: holdNumber, claimed_by: workerId, ...leaseTo(table, now - 1) },
      }),
  };
}

/** @throws NewerVersion if newer code wrote the item */
export function heartbeatOfItem(item: Record<string, unknown>): Heartbeat {
  const { claim, claimed_by, lease_until, last_line } = heartbeatItem.parse(readable('heartbeat', item));
  return { holdNumber: claim, workerId: claimed_by, leaseUntil: Date.parse(lease_until), lastLine: last_line };
}

/** A heartbeat is kept for as long as its task would be that ended now, so that a number is never given twice. */
const leaseTo = ({ keepS }: TaskTable, until: number) => ({
  lease_until: isoOf(until),
  ttl: Math.ceil(until / 1_000) + keepS,
});

interface ConditionalUpdate {
  readonly condition: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly set: Readonly<Record<string, unknown>>;
}

async function updateIf(table: TaskTable, taskId: string, { condition, values, set }: ConditionalUpdate): Promise<boolean> {
  const names = Object.keys(set);
  const update: UpdateCommandInput = {
    TableName: table.name,
    Key: { [taskTable.partition]: heartbeatId(taskId) },
    UpdateExpression: `SET ${names.map((_, n) => `#set${n} = :set${n}`).join(', ')}`,
    ConditionExpression: `${condition} AND (${notNewer})`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name, n) => [`#set${n}`, name])),
    ExpressionAttributeValues: {
      ...values,
      ...newest('heartbeat'),
      ...Object.fromEntries(names.map((name, n) => [`:set${n}`, set[name]])),
    },
  };
  return (await ifConditionHolds(table.client.send(new UpdateCommand(update)))) !== undefined;
}
