/** Tasks that were written before the index `open` was there. */
import { ScanCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import * as z from 'zod';
import { taskStatusSchema } from '../../contracts/events.ts';
import { isoTime } from '../../contracts/fields.ts';
import { isTaskEnded, openStateOf } from '../../contracts/task-transitions.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import { newest, notNewer } from '../dynamo/item-version.ts';
import { decode, encode } from '../dynamo/page-position.ts';
import type { TaskStore } from '../task-stores.ts';
import type { TaskTable } from './task-table.ts';

const unfinished = taskStatusSchema.options.filter((status) => !isTaskEnded(status));
const placeholders = unfinished.map((_, n) => `:is${n}`);
const writesAtOnce = 10;

const olderRow = z.object({ task_id: z.string(), status: taskStatusSchema, updated_at: isoTime });
type OlderRow = z.infer<typeof olderRow>;

export function olderTasks(table: TaskTable): Pick<TaskStore, 'indexOlderTasks'> {
  return {
    async indexOlderTasks(after) {
      const scan = new ScanCommand({
        TableName: table.name,
        ConsistentRead: true,
        FilterExpression: `attribute_not_exists(#open) AND #status IN (${placeholders.join(', ')})`,
        ExpressionAttributeNames: { '#open': 'open', '#status': 'status' },
        ExpressionAttributeValues: Object.fromEntries(unfinished.map((status, n) => [`:is${n}`, status])),
        ...(after === undefined ? {} : { ExclusiveStartKey: decode(after) }),
      });
      const { Items = [], LastEvaluatedKey } = await table.client.send(scan);
      const limit = pLimit(writesAtOnce);
      const written = await Promise.all(Items.map((item) => limit(() => indexTask(table, olderRow.parse(item)))));
      return {
        indexed: written.filter(Boolean).length,
        next: LastEvaluatedKey === undefined ? undefined : encode(LastEvaluatedKey),
      };
    },
  };
}

/** Only while the row is the one that was read. A row that has moved since was given the attributes by its move. */
async function indexTask({ client, name }: TaskTable, { task_id, status, updated_at }: OlderRow): Promise<boolean> {
  const update: UpdateCommandInput = {
    TableName: name,
    Key: { task_id },
    UpdateExpression: `SET #open = :open, open_for = :state, open_since = :since, v = :newest${status === 'QUEUED' ? '' : ' REMOVE user_status'}`,
    ConditionExpression: `#status = :status AND updated_at = :since AND attribute_not_exists(#open) AND (${notNewer})`,
    ExpressionAttributeNames: { '#open': 'open', '#status': 'status' },
    ExpressionAttributeValues: {
      ':open': 'OPEN',
      ':state': openStateOf(status),
      ':since': updated_at,
      ':status': status,
      ...newest('task'),
    },
  };
  return (await ifConditionHolds(client.send(new UpdateCommand(update)))) !== undefined;
}
