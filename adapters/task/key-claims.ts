/** The idempotency keys of tasks: the first caller that comes with a key decides for ever what the key stands for. */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { keyClaimId } from '../../contracts/keys.ts';
import { versionOf } from '../../contracts/versions.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import { readable } from '../dynamo/item-version.ts';
import type { KeyClaim, TaskStore } from '../task-stores.ts';
import type { TaskTable } from './task-table.ts';

const claimItem = z.union([
  z
    .object({ claimed_by: z.string(), claimed_task: z.string() })
    .transform((item) => ({ userId: item.claimed_by, taskId: item.claimed_task })),
  z
    .object({ claimed_by: z.string(), closed: z.literal(true) })
    .transform((item) => ({ userId: item.claimed_by, closed: true as const })),
]);

const itemOf = (key: string, claim: KeyClaim) => ({
  task_id: keyClaimId(key),
  ...versionOf('key claim'),
  claimed_by: claim.userId,
  ...('taskId' in claim ? { claimed_task: claim.taskId } : { closed: true }),
});

export function keyClaims(table: TaskTable): Pick<TaskStore, 'getKeyClaim' | 'putKeyClaimIfAbsent'> {
  const getKeyClaim = (key: string) => getClaim(table, key);
  return {
    getKeyClaim,
    async putKeyClaimIfAbsent(key, claim) {
      const condition = { ConditionExpression: 'attribute_not_exists(task_id)' };
      const put = new PutCommand({ TableName: table.name, Item: itemOf(key, claim), ...condition });
      if (await ifConditionHolds(table.client.send(put))) return claim;
      const found = await getKeyClaim(key);
      if (!found) throw new Error(`The item of the key ${key} is gone, though such items are never deleted.`);
      return found;
    },
  };
}

async function getClaim({ client, name }: TaskTable, key: string): Promise<KeyClaim | undefined> {
  const answer = await client.send(new GetCommand({ TableName: name, Key: { task_id: keyClaimId(key) }, ConsistentRead: true }));
  return answer.Item && claimItem.parse(readable('key claim', answer.Item));
}
