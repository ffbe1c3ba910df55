/** The claim item of an idempotency key: who comes first with a key decides what it stands for, for ever. */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { claimId } from '../../contracts/keys.ts';
import { versionOf } from '../../contracts/versions.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import { readable } from '../dynamo/item-version.ts';
import type { TaskClaim, TaskStore } from '../ports.ts';
import type { TaskTable } from './task-table.ts';

const claimItem = z.union([
  z
    .object({ claimed_by: z.string(), claimed_task: z.string() })
    .transform((item) => ({ userId: item.claimed_by, taskId: item.claimed_task })),
  z
    .object({ claimed_by: z.string(), closed: z.literal(true) })
    .transform((item) => ({ userId: item.claimed_by, closed: true as const })),
]);

const itemOf = (key: string, claim: TaskClaim) => ({
  task_id: claimId(key),
  ...versionOf('key of a task'),
  claimed_by: claim.userId,
  ...('taskId' in claim ? { claimed_task: claim.taskId } : { closed: true }),
});

export function taskClaims(table: TaskTable): Pick<TaskStore, 'getTaskClaim' | 'claimTaskKeyIfAbsent'> {
  const getTaskClaim = (key: string) => getClaim(table, key);
  return {
    getTaskClaim,
    async claimTaskKeyIfAbsent(key, claim) {
      const condition = { ConditionExpression: 'attribute_not_exists(task_id)' };
      const put = new PutCommand({ TableName: table.name, Item: itemOf(key, claim), ...condition });
      if (await ifConditionHolds(table.client.send(put))) return claim;
      const found = await getTaskClaim(key);
      if (!found) throw new Error(`The claim item of ${key} vanished: claim items are never deleted.`);
      return found;
    },
  };
}

async function getClaim({ client, name }: TaskTable, key: string): Promise<TaskClaim | undefined> {
  const answer = await client.send(new GetCommand({ TableName: name, Key: { task_id: claimId(key) }, ConsistentRead: true }));
  return answer.Item && claimItem.parse(readable('key of a task', answer.Item));
}
