/** Lists of tasks, from the indexes of the task table. Indexes are eventually consistent: they serve to show and to order, not to admit. */
import { paginateQuery, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { isoOf, isoTime } from '../../contracts/fields.ts';
import type { PageRequest, TaskPlace, TaskStore } from '../ports.ts';
import { pageOf, toPage } from '../dynamo/page-position.ts';
import { taskOfItem, userStatus } from './task-item.ts';
import type { TaskTable } from './task-table.ts';

type Lists = 'listTasksOfUser' | 'listTasksOfMonth' | 'listQueuedTasks' | 'listTasksInStatusBefore';

export function taskLists(table: TaskTable): Pick<TaskStore, Lists> {
  return {
    listTasksOfUser: (userId, page) => newestFirst(table, { index: 'by-user', attribute: 'user_id', value: userId }, page),
    listTasksOfMonth: (month, page) => newestFirst(table, { index: 'by-month', attribute: 'month', value: month }, page),
    listQueuedTasks: (userId, lane, limit) => queuedTasks(table, { userId, lane }, limit),
    listTasksInStatusBefore: (status, before, limit) => tasksInStatusBefore(table, { status, before, limit }),
  };
}

async function newestFirst(
  { client, name }: TaskTable,
  by: { index: string; attribute: string; value: string },
  page: PageRequest,
) {
  const query = new QueryCommand({
    TableName: name,
    IndexName: by.index,
    ScanIndexForward: false,
    ...equals(by.attribute, by.value),
    ...pageOf(page),
  });
  return toPage(await client.send(query), taskOfItem);
}

const equals = (attribute: string, value: string) => ({
  KeyConditionExpression: '#by = :value',
  ExpressionAttributeNames: { '#by': attribute },
  ExpressionAttributeValues: { ':value': value },
});

const idItem = z.object({ task_id: z.string() });

async function queuedTasks({ client, name }: TaskTable, of: Pick<TaskPlace, 'userId' | 'lane'>, limit: number) {
  const condition = equals('user_status', userStatus(of, 'QUEUED'));
  const answer = await client.send(
    new QueryCommand({ TableName: name, IndexName: 'by-user-status', Limit: limit, ...condition }),
  );
  return (answer.Items ?? []).map((item) => idItem.parse(item).task_id);
}

const statusItem = z
  .object({ task_id: z.string(), user_id: z.string(), updated_at: isoTime, lease_until: isoTime.nullish() })
  .transform((item) => ({
    taskId: item.task_id,
    userId: item.user_id,
    changedAt: Date.parse(item.updated_at),
    leaseUntil: item.lease_until ? Date.parse(item.lease_until) : undefined,
  }));

/** One call answers 1 MB at most. */
const mostPerCall = 1_000;

async function tasksInStatusBefore({ client, name }: TaskTable, asked: { status: string; before: number; limit: number }) {
  const query: QueryCommandInput = {
    TableName: name,
    IndexName: 'by-status',
    KeyConditionExpression: '#status = :status AND updated_at < :before',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':status': asked.status, ':before': isoOf(asked.before) },
    Limit: Math.min(asked.limit, mostPerCall),
  };
  const items: unknown[] = [];
  for await (const page of paginateQuery({ client }, query)) {
    items.push(...(page.Items ?? []));
    if (items.length >= asked.limit) break;
  }
  return items.slice(0, asked.limit).map((item) => statusItem.parse(item));
}
