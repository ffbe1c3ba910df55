/** Reads many items by their keys, with the tries that a throttled table needs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { LeftUndone } from './outage.ts';

type Item = Record<string, unknown>;

/** Keys per call (a limit of DynamoDB). */
const keysPerCall = 100;
/** Milliseconds before each further try for the keys that a call left unprocessed. After the last try an error is thrown. */
const backoffs = [50, 100, 200, 400, 800, 1_600];

/**
 * Reads any number of items consistently, in no order. Items that do not exist are left out. Keys must be unique.
 * @throws LeftUndone if keys are unprocessed after the last try
 */
export async function batchGet(client: DynamoDBDocumentClient, table: string, keys: readonly Item[]): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let from = 0; from < keys.length; from += keysPerCall) {
    items.push(...(await getChunk(client, table, keys.slice(from, from + keysPerCall))));
  }
  return items;
}

async function getChunk(client: DynamoDBDocumentClient, table: string, keys: readonly Item[]): Promise<readonly Item[]> {
  const items: Item[] = [];
  let left = [...keys];
  for (const backoff of [...backoffs, undefined]) {
    const answer = await client.send(new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }));
    items.push(...(answer.Responses?.[table] ?? []));
    left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    if (left.length === 0) return items;
    if (backoff !== undefined) await sleep(backoff);
  }
  throw new LeftUndone(`${table}: ${left.length} keys stayed unprocessed`);
}
