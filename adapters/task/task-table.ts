/** The task table, and the reads of tasks by their ids. */
import { GetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TaskRow } from '../../contracts/task.ts';
import { taskTable } from '../../contracts/tables.ts';
import { batchGet } from '../dynamo/batch-get.ts';
import { taskOfItem } from './task-item.ts';

/** The task table as the parts of the task store address it. */
export interface TaskTable {
  readonly client: DynamoDBDocumentClient;
  /** Deployed name. */
  readonly name: string;
  /** Seconds that a task is kept after its end. */
  readonly keepS: number;
}

/** One task, read consistently unless it may be a moment old. */
export async function getTask(
  { client, name }: TaskTable,
  taskId: string,
  { isConsistent } = { isConsistent: true },
): Promise<TaskRow | undefined> {
  const get = new GetCommand({ TableName: name, Key: { task_id: taskId }, ConsistentRead: isConsistent });
  const answer = await client.send(get);
  return answer.Item && taskOfItem(answer.Item);
}

/** Tasks in no order, read consistently. Those that do not exist are left out. */
export async function getTasks({ client, name }: TaskTable, taskIds: readonly string[]): Promise<readonly TaskRow[]> {
  const keys = [...new Set(taskIds)].map((id) => ({ [taskTable.partition]: id }));
  return (await batchGet(client, name, keys)).map(taskOfItem);
}
