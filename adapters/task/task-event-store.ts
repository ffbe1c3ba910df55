/** The events of a task. The parts of its output are in the same table: task-output-store.ts. */
import { PutCommand, QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { durationsSchema } from '../../contracts/durations.ts';
import { taskEvent } from '../../contracts/task.ts';
import { versionOf } from '../../contracts/versions.ts';
import { readable } from '../dynamo/item-version.ts';
import { pageOf, toPage } from '../dynamo/page-position.ts';
import type { TaskEventStore } from '../task-stores.ts';
import { expiry, type EventTable } from './event-table.ts';
import { taskDiffs } from './task-diff-store.ts';
import { taskOutputs } from './task-output-store.ts';

export interface TaskEventTableSettings {
  /** Deployed name of the task events table. */
  readonly taskEventsTable: string;
  /** Seconds that events and output are kept. */
  readonly keepS?: number;
}

export function createTaskEventStore(client: DynamoDBDocumentClient, settings: TaskEventTableSettings): TaskEventStore {
  const table = { client, name: settings.taskEventsTable, keepS: settings.keepS ?? durationsSchema.parse({}).keep_s };
  return { ...events(table), ...taskOutputs(table), ...taskDiffs(table) };
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
