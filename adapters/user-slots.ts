/** The item that holds a user's unfinished tasks: adding to it is the only admission under a per-user cap. */
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { userSlotsId } from '../contracts/keys.ts';
import { ifConditionHolds } from './conditional-write.ts';
import type { TaskStore } from './ports.ts';
import type { TaskTable } from './task-table.ts';

// An emptied set is removed by DynamoDB, so the attribute may be missing.
const slotsItem = z.object({ slots: z.set(z.string()).optional() }).prefault({});

export function userSlots({
  client,
  name,
}: TaskTable): Pick<TaskStore, 'takeUserSlotIfBelow' | 'releaseUserSlot' | 'getUserSlots'> {
  const keyOf = (userId: string) => ({ TableName: name, Key: { task_id: userSlotsId(userId) } });
  return {
    async takeUserSlotIfBelow(userId, taskId, cap) {
      const add = new UpdateCommand({
        ...keyOf(userId),
        UpdateExpression: 'ADD slots :one',
        ConditionExpression: 'attribute_not_exists(slots) OR contains(slots, :task) OR size(slots) < :cap',
        ExpressionAttributeValues: { ':one': new Set([taskId]), ':task': taskId, ':cap': cap },
      });
      return (await ifConditionHolds(client.send(add))) !== undefined;
    },
    async releaseUserSlot(userId, taskId) {
      const values = { ':one': new Set([taskId]) };
      const update = { UpdateExpression: 'DELETE slots :one', ExpressionAttributeValues: values };
      await client.send(new UpdateCommand({ ...keyOf(userId), ...update }));
    },
    async getUserSlots(userId) {
      const answer = await client.send(new GetCommand({ ...keyOf(userId), ConsistentRead: true }));
      return [...(slotsItem.parse(answer.Item).slots ?? [])];
    },
  };
}
