/** The task table, and the read of one task. */
import { GetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TaskRow } from '../../contracts/task.ts';
import { taskOfItem } from './task-item.ts';

/** The task table as the parts of the task store address it. */
export interface TaskTable {
  readonly client: DynamoDBDocumentClient;
  /** Deployed name. */
  readonly name: string;
  /** Seconds that a task is kept after its end. */
  readonly keepS: number;
}

/** One task, read consistently. */
export async function getTask({ client, name }: TaskTable, taskId: string): Promise<TaskRow | undefined> {
  const answer = await client.send(new GetCommand({ TableName: name, Key: { task_id: taskId }, ConsistentRead: true }));
  return answer.Item && taskOfItem(answer.Item);
}
