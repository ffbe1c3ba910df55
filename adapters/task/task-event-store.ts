/** The events of a task, and its output: the end of the text that its command printed. */
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { GetCommand, PutCommand, QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { durationsSchema } from '../../contracts/durations.ts';
import { outputEventId } from '../../contracts/keys.ts';
import { limits } from '../../contracts/limits.ts';
import { taskEvent } from '../../contracts/task.ts';
import { lastBytes } from '../../core/text/last-bytes.ts';
import { versionOf } from '../../contracts/versions.ts';
import { newest, notNewer, readable, unlessNewer } from '../dynamo/item-version.ts';
import { pageOf, toPage } from '../dynamo/page-position.ts';
import type { TaskEventStore } from '../ports.ts';

export interface TaskEventTableSettings {
  /** Deployed name of the task events table. */
  readonly taskEventsTable: string;
  /** Seconds that events and output are kept. */
  readonly keepS?: number;
}

interface EventTable {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
  readonly keepS: number;
}

export function createTaskEventStore(client: DynamoDBDocumentClient, settings: TaskEventTableSettings): TaskEventStore {
  const table = { client, name: settings.taskEventsTable, keepS: settings.keepS ?? durationsSchema.parse({}).keep_s };
  return { ...events(table), ...outputs(table) };
}

// Metadata is stored as JSON text, because DynamoDB refuses some numbers that JSON allows.
const eventItem = taskEvent.extend({
  metadata: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(taskEvent.shape.metadata),
});

/** Ids of events are ULIDs, and sort before the output's. */
const lastUlid = '7'.padEnd(26, 'Z');
/** The smallest id that sorts after this one, whether or not the id is a ULID. */
const firstAfter = (eventId: string | undefined): string => (eventId === undefined ? '0' : `${eventId}0`);

const expiry = ({ keepS }: EventTable, fromMs: number) => ({ ttl: Math.ceil(fromMs / 1_000) + keepS });

function events(table: EventTable): Pick<TaskEventStore, 'appendTaskEvent' | 'listTaskEvents'> {
  return {
    async appendTaskEvent(taskId, event) {
      const stored = { task_id: taskId, ...versionOf('task event'), ...event, metadata: JSON.stringify(event.metadata) };
      const item = { ...stored, ...expiry(table, Date.parse(event.timestamp)) };
      await table.client.send(new PutCommand({ TableName: table.name, Item: item }));
    },
    async listTaskEvents(taskId, page) {
      const first = firstAfter(page.afterEvent);
      // The table refuses a range that ends before it begins.
      if (first > lastUlid) return { items: [], next: undefined };
      const query = new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'task_id = :task AND event_id BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':task': taskId, ':first': first, ':last': lastUlid },
        ScanIndexForward: page.newestFirst !== true,
        ...pageOf(page),
      });
      return toPage(await table.client.send(query), (item) => eventItem.parse(readable('task event', item)));
    },
  };
}

const outputItem = z.object({ output: z.instanceof(Uint8Array) });

function outputs(table: EventTable): Pick<TaskEventStore, 'putTaskOutput' | 'getTaskOutput'> {
  const keyOf = (taskId: string) => ({ task_id: taskId, event_id: outputEventId });
  return {
    async putTaskOutput(taskId, output) {
      const packed = await promisify(deflate)(lastBytes(output, limits.outputBytes));
      const Item = { ...keyOf(taskId), ...versionOf('task output'), output: packed, ...expiry(table, Date.now()) };
      const condition = { ConditionExpression: notNewer, ExpressionAttributeValues: newest('task output') };
      const put = new PutCommand({ TableName: table.name, Item, ...condition });
      await unlessNewer('task output', keyOf(taskId), table.client.send(put));
    },
    async getTaskOutput(taskId) {
      const answer = await table.client.send(new GetCommand({ TableName: table.name, Key: keyOf(taskId), ConsistentRead: true }));
      return answer.Item && (await promisify(inflate)(outputItem.parse(readable('task output', answer.Item)).output)).toString();
    },
  };
}
