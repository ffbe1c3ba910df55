/** Puts many items, with the tries that a throttled table needs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import { LeftUndone } from './outage.ts';

type Item = Record<string, unknown>;
type Requests = { PutRequest?: { Item: Item | undefined } | undefined }[];

/** Items per call (a limit of DynamoDB), and calls at a time. */
const itemsPerCall = 25;
const callsAtOnce = 8;
/** Milliseconds before each further try for the items that a call left unprocessed. After the last try an error is thrown. */
const backoffs = [50, 100, 200, 400, 800, 1_600];

/**
 * Puts any number of items, without conditions and in no order.
 * @throws LeftUndone if items are unprocessed after the last try
 */
export async function batchPut(client: DynamoDBDocumentClient, table: string, items: readonly Item[]): Promise<void> {
  const limit = pLimit(callsAtOnce);
  const chunks: Item[][] = [];
  for (let from = 0; from < items.length; from += itemsPerCall) chunks.push(items.slice(from, from + itemsPerCall));
  await Promise.all(chunks.map((chunk) => limit(() => putChunk(client, table, chunk))));
}

async function putChunk(client: DynamoDBDocumentClient, table: string, items: readonly Item[]): Promise<void> {
  let left: Requests = items.map((Item) => ({ PutRequest: { Item } }));
  for (const backoff of [...backoffs, undefined]) {
    const answer = await client.send(new BatchWriteCommand({ RequestItems: { [table]: left } }));
    left = answer.UnprocessedItems?.[table] ?? [];
    if (left.length === 0) return;
    if (backoff !== undefined) await sleep(backoff);
  }
  throw new LeftUndone(`${table}: ${left.length} items stayed unwritten`);
}
