/**
 * The tasks in the task table. Besides task rows the table holds an item for the heartbeat of each task, one for each idempotency key,
 * one for each user with a cap, one for each token at a forge with limits, and one for each user with a daily limit and day. None of
 * these has an attribute by which lists of tasks find items.
 */
import { PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { durationsSchema } from '../../contracts/durations.ts';
import { heartbeatId } from '../../contracts/keys.ts';
import { taskTable } from '../../contracts/tables.ts';
import { batchGet } from '../dynamo/batch-get.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import type { TaskStore } from '../task-stores.ts';
import { daySpends } from './day-spends.ts';
import { forgeBuckets } from './forge-buckets.ts';
import { heartbeatOfItem, heartbeats } from './heartbeats.ts';
import { keyClaims } from './key-claims.ts';
import { olderTasks } from './older-tasks.ts';
import { itemOfTask, taskOfItem } from './task-item.ts';
import { taskLists } from './task-lists.ts';
import { taskMoves } from './task-moves.ts';
import { getTask, getTasks, type TaskTable } from './task-table.ts';
import { userSlots } from './user-slots.ts';

export interface TaskTableSettings {
  /** Deployed name of the task table. */
  readonly taskTable: string;
  /** Seconds that a task is kept after its end. */
  readonly keepS?: number;
}

/** The task store on DynamoDB. It needs no transactions: every write is one item under one condition. */
export function createTaskStore(client: DynamoDBDocumentClient, settings: TaskTableSettings): TaskStore {
  const table: TaskTable = { client, name: settings.taskTable, keepS: settings.keepS ?? durationsSchema.parse({}).keep_s };
  return {
    ...rows(table),
    ...heartbeats(table),
    ...taskMoves(table),
    ...keyClaims(table),
    ...taskLists(table),
    ...olderTasks(table),
    ...userSlots(table),
    ...forgeBuckets(table),
    ...daySpends(table),
  };
}

type Rows = 'getTask' | 'getTaskOfLate' | 'getTaskAndHeartbeat' | 'getTasks' | 'putTaskIfAbsent';

function rows(table: TaskTable): Pick<TaskStore, Rows> {
  return {
    getTask: (taskId) => getTask(table, taskId),
    getTaskOfLate: (taskId) => getTask(table, taskId, { isConsistent: false }),
    async getTaskAndHeartbeat(taskId) {
      const keys = [taskId, heartbeatId(taskId)].map((id) => ({ [taskTable.partition]: id }));
      const items = await batchGet(table.client, table.name, keys);
      const [row, beat] = keys.map((key) => items.find((item) => item[taskTable.partition] === key[taskTable.partition]));
      return { row: row && taskOfItem(row), beat: beat && heartbeatOfItem(beat) };
    },
    getTasks: (taskIds) => getTasks(table, taskIds),
    async putTaskIfAbsent(row) {
      const put = new PutCommand({
        TableName: table.name,
        Item: itemOfTask(row),
        ConditionExpression: 'attribute_not_exists(task_id)',
      });
      return (await ifConditionHolds(table.client.send(put))) !== undefined;
    },
  };
}
