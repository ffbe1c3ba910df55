/**
 * Lists the keys in some partitions of an index as one list, newest first. Keys are ordered by the sort key of the index, and by id
 * where that is equal. The position of a page is the last key in it, so it does not matter which partition a row is in.
 */
import { paginateQuery, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Page, PageRequest } from '../page.ts';
import { decode, encode } from './page-position.ts';

export interface KeyList {
  /** Deployed name of the table. */
  readonly table: string;
  readonly index: string;
  /** The partition key of the index, and the partitions to read: the first one before the others, because rows move from it to them. */
  readonly attribute: string;
  readonly partitions: readonly string[];
  /** The sort key of the index. */
  readonly sort: string;
  /** The partition key of the table. */
  readonly id: string;
}

interface Key {
  readonly sort: string;
  readonly id: string;
}

/** A page of partition keys of the table. */
export async function newestKeys(
  client: DynamoDBDocumentClient,
  list: KeyList,
  { limit, after }: PageRequest,
): Promise<Page<string>> {
  const from = after === undefined ? undefined : keyOf(list, decode(after));
  const read = (partition: string) => newestOfPartition(client, list, { partition, limit, from });
  const [first, ...others] = list.partitions;
  const ofFirst = first === undefined ? [] : await read(first);
  const found = [ofFirst, ...(await Promise.all(others.map(read)))].flat().sort(newestFirst);
  // A row that moves to another partition may be seen in both.
  const keys = found.filter(({ id }, n) => id !== found[n - 1]?.id);
  const items = keys.slice(0, limit);
  const last = items.at(-1);
  const next = last && keys.length > limit ? encode({ [list.sort]: last.sort, [list.id]: last.id }) : undefined;
  return { items: items.map(({ id }) => id), next };
}

interface Part {
  readonly partition: string;
  readonly limit: number;
  readonly from: Key | undefined;
}

/** One key more than the limit where there are as many, and all keys that are as new as the last. */
async function newestOfPartition(
  client: DynamoDBDocumentClient,
  list: KeyList,
  { partition, limit, from }: Part,
): Promise<Key[]> {
  const query = {
    TableName: list.table,
    IndexName: list.index,
    KeyConditionExpression: from ? '#by = :partition AND #sort <= :from' : '#by = :partition',
    ExpressionAttributeNames: { '#by': list.attribute, ...(from ? { '#sort': list.sort } : {}) },
    ExpressionAttributeValues: { ':partition': partition, ...(from ? { ':from': from.sort } : {}) },
    ScanIndexForward: false,
    // The last key of the page before is read again, and left out.
    Limit: limit + 2,
  };
  const keys: Key[] = [];
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    keys.push(...Items.map((item) => keyOf(list, item)).filter((key) => from === undefined || newestFirst(from, key) < 0));
    // DynamoDB gives keys that are equally new in any order, so they are read to the last.
    if (keys.length > limit && keys.at(-1)?.sort !== keys[limit - 1]?.sort) break;
  }
  return keys;
}

function newestFirst(a: Key, b: Key): number {
  if (a.sort !== b.sort) return a.sort > b.sort ? -1 : 1;
  return a.id === b.id ? 0 : a.id > b.id ? -1 : 1;
}

const attributes = z.record(z.string(), z.unknown());
const text = z.string();
function keyOf({ sort, id }: KeyList, item: unknown): Key {
  const found = attributes.parse(item);
  return { sort: text.parse(found[sort]), id: text.parse(found[id]) };
}

/** The rows in the order of their ids. Ids without a row are left out. */
export function inOrderOf<T>(ids: readonly string[], rows: readonly T[], idOf: (row: T) => string): T[] {
  const byId = new Map(rows.map((row) => [idOf(row), row]));
  return ids.map((id) => byId.get(id)).filter((row) => row !== undefined);
}
