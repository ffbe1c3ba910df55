/** Reads many items by their keys, with the tries that a throttled table needs. */
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { untilNothingIsLeft } from './until-nothing-is-left.ts';

type Item = Record<string, unknown>;

/** Keys per call (a limit of DynamoDB). */
const keysPerCall = 100;
/** A caller, a turn of a fleet or a person, waits for what is read. */
const withinMs = 4_000;

/**
 * Reads any number of items consistently, in no order. Items that do not exist are left out. Keys must be unique.
 * @param only the attributes to read; default: all of them
 * @throws LeftUndone if keys are unprocessed when the time is over
 */
export async function batchGet(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly Item[],
  only?: readonly string[],
): Promise<readonly Item[]> {
  const items: Item[] = [];
  const get = async (some: readonly Item[]): Promise<readonly Item[]> => {
    const projection = only === undefined ? {} : projectionOf(only);
    const RequestItems = { [table]: { Keys: [...some], ConsistentRead: true, ...projection } };
    const answer = await client.send(new BatchGetCommand({ RequestItems }));
    items.push(...(answer.Responses?.[table] ?? []));
    return answer.UnprocessedKeys?.[table]?.Keys ?? [];
  };
  const says = (left: number): string => `${table}: ${left} keys stayed unprocessed`;
  for (let from = 0; from < keys.length; from += keysPerCall) {
    await untilNothingIsLeft(keys.slice(from, from + keysPerCall), get, { withinMs, says });
  }
  return items;
}

/** Makes a read answer these attributes only. */
export const projectionOf = (attributes: readonly string[]) => ({
  ProjectionExpression: attributes.map((_, n) => `#a${n}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(attributes.map((name, n) => [`#a${n}`, name])),
});
