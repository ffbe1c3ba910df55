/**
 * The output of a task: the end of the text that its commands printed, in parts; and its raw output: what its agent printed, as it printed
 * it. The ids of parts have the number of the hold that stored them, so a worker that lost its task cannot mix its output with that of
 * the next worker.
 */
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { paginateQuery, PutCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  lastOutputId,
  oldOutputId,
  outputPartId,
  outputPartsBeside,
  rawOutputIds,
  rawOutputPartId,
} from '../../contracts/keys.ts';
import { versionOf } from '../../contracts/versions.ts';
import { newest, notNewer, readable, unlessNewer } from '../dynamo/item-version.ts';
import type { OutputPart, TaskEventStore } from '../task-stores.ts';
import { expiry, type EventTable } from './event-table.ts';
import { joinedParts } from './joined-parts.ts';

const oldItem = z.object({ output: z.instanceof(Uint8Array) });
const partItem = oldItem.extend({ event_id: z.string(), number: z.number() });

type Outputs = Pick<TaskEventStore, 'putOutputPart' | 'getTaskOutput' | 'putRawOutputPart' | 'getRawOutput'>;

export function taskOutputs(table: EventTable): Outputs {
  return {
    putOutputPart: (taskId, part) => putPart(table, { task_id: taskId, event_id: outputPartId(part.hold, part.place) }, part),
    async getTaskOutput(taskId) {
      const last = await newestItem(table, taskId, { first: oldOutputId, last: lastOutputId });
      if (last === undefined) return undefined;
      if (last['event_id'] === oldOutputId) return inflated(oldItem.parse(readable('task output', last)));
      return joinedPartsOf(table, taskId, last);
    },
    putRawOutputPart: (taskId, part) =>
      putPart(table, { task_id: taskId, event_id: rawOutputPartId(part.hold, part.place) }, part),
    async getRawOutput(taskId) {
      const last = await newestItem(table, taskId, rawOutputIds);
      return last && joinedPartsOf(table, taskId, last);
    },
  };
}

async function putPart(table: EventTable, key: Record<string, string>, { number, text }: OutputPart): Promise<void> {
  const output = await promisify(deflate)(text);
  const Item = { ...key, ...versionOf('output part'), number, output, ...expiry(table, Date.now()) };
  const condition = { ConditionExpression: notNewer, ExpressionAttributeValues: newest('output part') };
  await unlessNewer('output part', key, table.client.send(new PutCommand({ TableName: table.name, Item, ...condition })));
}

/** @param last the last part of a hold @throws NewerVersion */
async function joinedPartsOf(table: EventTable, taskId: string, last: Record<string, unknown>): Promise<string> {
  const { event_id } = partItem.parse(readable('output part', last));
  return joinedParts(await partsBeside(table, taskId, event_id));
}

const inflated = async ({ output }: z.infer<typeof oldItem>): Promise<string> => (await promisify(inflate)(output)).toString();

/** The last part of the newest hold that stored any. The item of older code sorts before all parts, so it is found where there are none. */
async function newestItem(
  { client, name }: EventTable,
  taskId: string,
  ids: { readonly first: string; readonly last: string },
): Promise<Record<string, unknown> | undefined> {
  const query = new QueryCommand({
    TableName: name,
    KeyConditionExpression: 'task_id = :task AND event_id BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':task': taskId, ':first': ids.first, ':last': ids.last },
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
