/**
 * The diff of a task: deflated as one, and stored in parts, because an item has 400 KB at most. The ids of parts have the number of the hold
 * that stored them. Each part says how many there are, so a diff of which some are missing is not read.
 */
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { paginateQuery, PutCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { fileChange } from '../../contracts/change.ts';
import { outputPartsBeside, taskDiffIds, taskDiffPartId } from '../../contracts/keys.ts';
import { versionOf } from '../../contracts/versions.ts';
import { newest, notNewer, readable, unlessNewer } from '../dynamo/item-version.ts';
import type { TaskEventStore } from '../task-stores.ts';
import { expiry, type EventTable } from './event-table.ts';

const partItem = z.object({ event_id: z.string(), number: z.number(), parts: z.number(), diff: z.instanceof(Uint8Array) });
type Part = z.infer<typeof partItem>;

const storedDiff = z.object({ files: z.array(fileChange), text: z.string() });

/** Bytes of a part, below what an item may have. */
const partBytes = 340 * 1024;

export function taskDiffs(table: EventTable): Pick<TaskEventStore, 'putDiff' | 'getDiff'> {
  return {
    async putDiff(taskId, { hold, files, text }) {
      const deflated = await promisify(deflate)(JSON.stringify({ files, text }));
      const parts = Math.ceil(deflated.length / partBytes);
      for (let number = 0; number < parts; number += 1) {
        const diff = deflated.subarray(number * partBytes, (number + 1) * partBytes);
        await putPart(table, { task_id: taskId, event_id: taskDiffPartId(hold, number) }, { number, parts, diff });
      }
    },
    async getDiff(taskId) {
      const query: QueryCommandInput = {
        TableName: table.name,
        KeyConditionExpression: 'task_id = :task AND begins_with(event_id, :diff)',
        ExpressionAttributeValues: { ':task': taskId, ':diff': taskDiffIds },
        ...{ ScanIndexForward: false, ConsistentRead: true },
      };
      let beside: Part[] = [];
      for await (const { Items = [] } of paginateQuery({ client: table.client }, query)) {
        for (const item of Items) {
          const part = partItem.parse(readable('task diff', item));
          const isSameHold = beside[0] && outputPartsBeside(beside[0].event_id) === outputPartsBeside(part.event_id);
          beside = isSameHold ? [...beside, part] : [part];
          const diff = joined(beside);
          if (diff) return storedDiff.parse(JSON.parse((await promisify(inflate)(diff)).toString()));
        }
      }
      return undefined;
    },
  };
}

async function putPart(table: EventTable, key: Record<string, string>, part: Omit<Part, 'event_id'>): Promise<void> {
  const Item = { ...key, ...versionOf('task diff'), ...part, ...expiry(table, Date.now()) };
  const condition = { ConditionExpression: notNewer, ExpressionAttributeValues: newest('task diff') };
  await unlessNewer('task diff', key, table.client.send(new PutCommand({ TableName: table.name, Item, ...condition })));
}

/** @param beside parts of one hold, the last one first. Undefined: some are missing */
function joined(beside: readonly Part[]): Buffer | undefined {
  const parts = beside.findLast(({ number }) => number === 0)?.parts;
  const whole = beside.filter((part) => part.parts === parts).reverse();
  return parts !== undefined && whole.length === parts ? Buffer.concat(whole.map(({ diff }) => diff)) : undefined;
}
