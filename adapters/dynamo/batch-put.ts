/** Puts many items, with the tries that a throttled table needs. */
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import { untilNothingIsLeft } from './until-nothing-is-left.ts';

type Item = Record<string, unknown>;
interface Request {
  PutRequest?: { Item: Item | undefined } | undefined;
}

/** Items per call (a limit of DynamoDB), and calls at a time. */
const itemsPerCall = 25;
const callsAtOnce = 8;
/**
 * Time for all items together. The items of a fleet lie in one partition, which takes 1,000 writes a second: a submit of 10,000
 * targets needs ten seconds of a new table. The request that waits for them has 29 s.
 */
const withinMs = 15_000;

/**
 * Puts any number of items, without conditions and in no order. After an error, calls under way are awaited, and no others begun:
 * when it ends, nothing of it is still being written.
 * @throws LeftUndone if items are unprocessed when the time is over
 */
export async function batchPut(client: DynamoDBDocumentClient, table: string, items: readonly Item[]): Promise<void> {
  const endsAt = performance.now() + withinMs;
  const says = (left: number): string => `${table}: ${left} items stayed unwritten`;
  const put = async (requests: readonly Request[]): Promise<readonly Request[]> => {
    const answer = await client.send(new BatchWriteCommand({ RequestItems: { [table]: [...requests] } }));
    return answer.UnprocessedItems?.[table] ?? [];
  };
  const limit = pLimit(callsAtOnce);
  const failures: unknown[] = [];
  const putChunk = async (chunk: readonly Item[]): Promise<void> => {
    if (failures.length > 0) return;
    const requests = chunk.map((Item): Request => ({ PutRequest: { Item } }));
    try {
      await untilNothingIsLeft(requests, put, { withinMs: endsAt - performance.now(), says });
    } catch (error) {
      failures.push(error);
    }
  };
  await Promise.all(chunksOf(items).map((chunk) => limit(() => putChunk(chunk))));
  if (failures.length > 0) throw failures[0];
}

function chunksOf(items: readonly Item[]): readonly Item[][] {
  const chunks: Item[][] = [];
  for (let from = 0; from < items.length; from += itemsPerCall) chunks.push(items.slice(from, from + itemsPerCall));
  return chunks;
}
