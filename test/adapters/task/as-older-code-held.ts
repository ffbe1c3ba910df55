import { UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TaskStatus } from '../../../contracts/events.ts';

interface Held {
  readonly claim: number;
  readonly claimed_by: string;
  readonly lease_until: string;
  readonly last_line?: string;
  /** HYDRATING where it is left out. */
  readonly status?: TaskStatus;
}

/** Makes of a task in the table what code of version 1 wrote when a worker took it: claim, lease and last line are in the row. The index of open tasks has it already. */
export async function asOlderCodeHeld(documents: DynamoDBDocumentClient, taskId: string, held: Held): Promise<void> {
  const set = { v: 1, status: 'HYDRATING', open_for: 'ACTIVE', claimed_at: held.lease_until, last_line: null, ...held };
  const names = Object.keys(set);
  await documents.send(
    new UpdateCommand({
      ...{ TableName: 'TaskTable', Key: { task_id: taskId } },
      UpdateExpression: `SET ${names.map((_, n) => `#n${n} = :v${n}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name, n) => [`#n${n}`, name])),
      ExpressionAttributeValues: Object.fromEntries(Object.values(set).map((value, n) => [`:v${n}`, value])),
    }),
  );
}
