/**
 * The standing of a user under a cap: one item with the unfinished tasks that have a slot, the lanes in which tasks may wait, and the
 * lane whose task got the last slot. A task is admitted only by the write that adds it to the slots.
 */
import { GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { userSlotsId } from '../../contracts/keys.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import { newest, notNewer, readable } from '../dynamo/item-version.ts';
import type { TaskPlace, TaskStore } from '../task-stores.ts';
import type { TaskTable } from './task-table.ts';

type Slots = 'getUserStanding' | 'takeUserSlotIfBelow' | 'releaseUserSlot' | 'noteWaitingLane' | 'forgetWaitingLaneIfSince';

// DynamoDB removes a set that becomes empty, so the attribute may be missing.
const standingItem = z
  .looseObject({ slots: z.set(z.string()).default(new Set()), last_lane: z.string().optional() })
  .prefault({});

/** A slot is stored as the task and its lane; in older items as the task alone. */
const slotText = ({ taskId, lane }: Slot): string => `${taskId} ${lane}`;
type Slot = Pick<TaskPlace, 'taskId' | 'lane'>;

function slotOf(text: string): Slot {
  const [taskId = '', lane = ''] = text.split(' ');
  return { taskId, lane };
}

/** Each lane has an attribute of its own, so that it can be written under its own condition. */
const waitsPrefix = 'waits#';

export function userSlots({ client, name }: TaskTable): Pick<TaskStore, Slots> {
  const keyOf = (userId: string) => ({ TableName: name, Key: { task_id: userSlotsId(userId) } });
  /** Whether the conditions held: that of the caller, and that newer code did not write the item. (A read of it throws then.) */
  const update = async (userId: string, input: Omit<UpdateCommandInput, 'TableName' | 'Key'>): Promise<boolean> => {
    const only = input.ConditionExpression === undefined ? notNewer : `(${input.ConditionExpression}) AND (${notNewer})`;
    const ExpressionAttributeValues = { ...input.ExpressionAttributeValues, ...newest('slots of a user') };
    const command = { ...keyOf(userId), ...input, ConditionExpression: only, ExpressionAttributeValues };
    return (await ifConditionHolds(client.send(new UpdateCommand(command)))) !== undefined;
  };
  return {
    async getUserStanding(userId) {
      const answer = await client.send(new GetCommand({ ...keyOf(userId), ConsistentRead: true }));
      const {
        slots,
        last_lane: lastLane,
        ...others
      } = standingItem.parse(answer.Item && readable('slots of a user', answer.Item));
      const waiting = Object.entries(others).filter(([attribute]) => attribute.startsWith(waitsPrefix));
      return {
        slots: [...slots].map(slotOf),
        waiting: waiting.map(([attribute, since]) => ({
          lane: attribute.slice(waitsPrefix.length),
          since: z.number().parse(since),
        })),
        lastLane,
      };
    },
    takeUserSlotIfBelow: (place, cap) =>
      update(place.userId, {
        UpdateExpression: 'ADD slots :one SET last_lane = :lane, v = if_not_exists(v, :newest)',
        ConditionExpression: 'attribute_not_exists(slots) OR contains(slots, :slot) OR size(slots) < :cap',
        ExpressionAttributeValues: {
          ':one': new Set([slotText(place)]),
          ':slot': slotText(place),
          ':lane': place.lane,
          ':cap': cap,
        },
      }),
    async releaseUserSlot(place) {
      const values = { ':one': new Set([slotText(place), place.taskId]) };
      await update(place.userId, { UpdateExpression: 'DELETE slots :one', ExpressionAttributeValues: values });
    },
    async noteWaitingLane(userId, lane, now) {
      await update(userId, { UpdateExpression: 'SET #lane = :at, v = if_not_exists(v, :newest)', ...laneValue(lane, now) });
    },
    async forgetWaitingLaneIfSince(userId, lane, since) {
      await update(userId, { UpdateExpression: 'REMOVE #lane', ConditionExpression: '#lane = :at', ...laneValue(lane, since) });
    },
  };
}

const laneValue = (lane: string, at: number) => ({
  ExpressionAttributeNames: { '#lane': `${waitsPrefix}${lane}` },
  ExpressionAttributeValues: { ':at': at },
});
