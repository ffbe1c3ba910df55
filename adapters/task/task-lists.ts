/** Lists of tasks, from the indexes of the task table. Indexes are eventually consistent: they serve to show and to order, not to admit. */
import { paginateQuery, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { isoOf, isoTime } from '../../contracts/fields.ts';
import { partitionsOfMonth } from '../../contracts/keys.ts';
import { taskTable } from '../../contracts/tables.ts';
import type { OpenState, TaskRow } from '../../contracts/task.ts';
import type { Page, PageRequest } from '../page.ts';
import type { TaskPlace, TaskStore } from '../task-stores.ts';
import { inOrderOf, newestKeys, type KeyList } from '../dynamo/newest-keys.ts';
import { queueOf } from './task-item.ts';
import { getTasks, type TaskTable } from './task-table.ts';

type Lists = 'listTasksOfUser' | 'listTasksOfMonth' | 'listQueuedTasks' | 'listOpenTasksBefore';

export function taskLists(table: TaskTable): Pick<TaskStore, Lists> {
  return {
    listTasksOfUser: (userId, page) =>
      newestTasks(table, { index: 'user-tasks', attribute: 'user_id', partitions: [userId] }, page),
    listTasksOfMonth: (month, page) =>
      newestTasks(table, { index: 'month-tasks', attribute: 'month', partitions: partitionsOfMonth(month) }, page),
    listQueuedTasks: (userId, lane, limit) => queuedTasks(table, { userId, lane }, limit),
    listOpenTasksBefore: (state, before, limit) => openTasksBefore(table, { state, before, limit }),
  };
}

type By = Pick<KeyList, 'index' | 'attribute' | 'partitions'>;

/** The indexes have the keys. The rows are read by key, so a list shows them as they are now. */
async function newestTasks(table: TaskTable, by: By, page: PageRequest): Promise<Page<TaskRow>> {
  const id = taskTable.partition;
  const { items: ids, next } = await newestKeys(table.client, { table: table.name, sort: id, id, ...by }, page);
  return { items: inOrderOf(ids, await getTasks(table, ids), (row) => row.task_id), next };
}

const idItem = z.object({ task_id: z.string() });

async function queuedTasks({ client, name }: TaskTable, of: Pick<TaskPlace, 'userId' | 'lane'>, limit: number) {
  const answer = await client.send(
    new QueryCommand({
      TableName: name,
      IndexName: 'by-user-status',
      Limit: limit,
      KeyConditionExpression: 'user_status = :queue',
      ExpressionAttributeValues: { ':queue': queueOf(of) },
    }),
  );
  return (answer.Items ?? []).map((item) => idItem.parse(item).task_id);
}

const openItem = z
  .object({ task_id: z.string(), user_id: z.string(), open_since: isoTime })
  .transform((item) => ({ taskId: item.task_id, userId: item.user_id, since: Date.parse(item.open_since) }));

/** Has a year of four digits, so that it sorts after every time that an item has. */
const lastMs = Date.UTC(9999, 0);

/** Reads the open tasks of all states. An entry is small, and a filter on them costs less than a key that changes. */
async function openTasksBefore({ client, name }: TaskTable, asked: { state: OpenState; before: number; limit: number }) {
  const query: QueryCommandInput = {
    TableName: name,
    IndexName: 'open',
    KeyConditionExpression: '#open = :open',
    FilterExpression: 'open_for = :state AND open_since < :before',
    ExpressionAttributeNames: { '#open': 'open' },
    ExpressionAttributeValues: { ':open': 'OPEN', ':state': asked.state, ':before': isoOf(Math.min(asked.before, lastMs)) },
  };
  const items: unknown[] = [];
  for await (const page of paginateQuery({ client }, query)) {
    items.push(...(page.Items ?? []));
    if (items.length >= asked.limit) break;
  }
  return items.slice(0, asked.limit).map((item) => openItem.parse(item));
}
