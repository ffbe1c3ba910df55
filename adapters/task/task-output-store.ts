/**
 * The output of a task: the end of the text that its commands printed, in parts. The ids of parts have the number of the hold that
 * stored them, so a worker that lost its task cannot mix its output with that of the next worker.
 */
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { paginateQuery, PutCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { lastOutputId, oldOutputId, outputPartId, outputPartsBeside } from '../../contracts/keys.ts';
import { versionOf } from '../../contracts/versions.ts';
import { newest, notNewer, readable, unlessNewer } from '../dynamo/item-version.ts';
import type { TaskEventStore } from '../task-stores.ts';
import { expiry, type EventTable } from './event-table.ts';
import { joinedParts } from './joined-parts.ts';

const oldItem = z.object({ output: z.instanceof(Uint8Array) });
const partItem = oldItem.extend({ event_id: z.string(), number: z.number() });

export function taskOutputs(table: EventTable): Pick<TaskEventStore, 'putOutputPart' | 'getTaskOutput'> {
  return {
    async putOutputPart(taskId, { hold, place, number, text }) {
      const key = { task_id: taskId, event_id: outputPartId(hold, place) };
      const output = await promisify(deflate)(text);
      const Item = { ...key, ...versionOf('output part'), number, output, ...expiry(table, Date.now()) };
      const condition = { ConditionExpression: notNewer, ExpressionAttributeValues: newest('output part') };
      await unlessNewer('output part', key, table.client.send(new PutCommand({ TableName: table.name, Item, ...condition })));
    },
    async getTaskOutput(taskId) {
      const last = await newestItem(table, taskId);
      if (last === undefined) return undefined;
      if (last['event_id'] === oldOutputId) return inflated(oldItem.parse(readable('task output', last)));
      const { event_id } = partItem.parse(readable('output part', last));
      return joinedParts(await partsBeside(table, taskId, event_id));
    },
  };
}

const inflated = async ({ output }: z.infer<typeof oldItem>): Promise<string> => (await promisify(inflate)(output)).toString();

/** The last part of the newest hold that stored any. The item of older code sorts before all parts, so it is found where there are none. */
async function newestItem({ client, name }: EventTable, taskId: string): Promise<Record<string, unknown> | undefined> {
  const query = new QueryCommand({
    TableName: name,
    KeyConditionExpression: 'task_id = :task AND event_id BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':task': taskId, ':first': oldOutputId, ':last': lastOutputId },
    ...{ ScanIndexForward: false, Limit: 1, ConsistentRead: true },
  });
  const { Items } = await client.send(query);
  return Items?.[0];
}

async function partsBeside({ client, name }: EventTable, taskId: string, partId: string) {
  const query: QueryCommandInput = {
    TableName: name,
    KeyConditionExpression: 'task_id = :task AND begins_with(event_id, :hold)',
    ExpressionAttributeValues: { ':task': taskId, ':hold': outputPartsBeside(partId) },
    ConsistentRead: true,
  };
  const items: Record<string, unknown>[] = [];
  for await (const page of paginateQuery({ client }, query)) items.push(...(page.Items ?? []));
  const parts = items.map((item) => partItem.parse(readable('output part', item)));
  return Promise.all(parts.map(async (part) => ({ number: part.number, text: await inflated(part) })));
}
