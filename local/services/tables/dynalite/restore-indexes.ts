/**
 * Makes the indexes agree with their tables after a crash. dynalite writes an item and its index entries one after the other. A
 * process that ends in between leaves an item that an index does not show (a fleet that the clock would never wake), or an
 * entry of an item that has changed or is gone. Both are repaired by ordinary writes of items.
 */
import { DeleteItemCommand, DynamoDBClient, paginateScan, PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ClientSettings } from '../../front/local-client.ts';
import type { Resource } from '../../../template/deployment.ts';

type Table = Resource<'AWS::DynamoDB::Table'>;
type Index = Table['properties']['GlobalSecondaryIndexes'][number];
type Item = Record<string, AttributeValue>;

/**
 * To be called before any other process or function writes: a write in between could be lost.
 * @returns how many entries were repaired
 */
export async function restoreIndexes(settings: ClientSettings, tables: readonly Table[]): Promise<number> {
  const client = new DynamoDBClient(settings);
  try {
    const repaired = await Promise.all(tables.map((table) => restoreTable(client, table)));
    return repaired.reduce((sum, count) => sum + count, 0);
  } finally {
    client.destroy();
  }
}

async function restoreTable(client: DynamoDBClient, table: Table): Promise<number> {
  const indexes = table.properties.GlobalSecondaryIndexes;
  if (indexes.length === 0) return 0;
  const items = new Map((await scan(client, { TableName: table.name })).map((item) => [keyOf(table, item), item]));
  const repaired: number[] = [];
  for (const index of indexes) repaired.push(await restoreIndex(client, { table, index, items }));
  return repaired.reduce((sum, count) => sum + count, 0);
}

interface IndexToRestore {
  readonly table: Table;
  readonly index: Index;
  /** All items of the table, by their key as text. */
  readonly items: ReadonlyMap<string, Item>;
}

async function restoreIndex(client: DynamoDBClient, { table, index, items }: IndexToRestore): Promise<number> {
  const entries = await scan(client, { TableName: table.name, IndexName: index.IndexName });
  const shown = new Set(entries.map(canonical));
  const wanted = new Map(
    [...items.values()].flatMap((item) => entryOf(table, index, item)).map((entry) => [canonical(entry), entry]),
  );
  const stale = entries.filter((entry) => !wanted.has(canonical(entry)));
  for (const entry of stale) await removeEntry(client, table, { entry, item: items.get(keyOf(table, entry)) });
  const missing = [...wanted].filter(([text]) => !shown.has(text)).map(([, entry]) => items.get(keyOf(table, entry)));
  for (const item of missing) await client.send(new PutItemCommand({ TableName: table.name, Item: item }));
  return stale.length + missing.length;
}

/**
 * dynalite deletes an index entry only when the item of the entry changes. So this writes the item as the stale entry has it,
 * and then writes it back as it is, or deletes it when the table has no such item.
 */
async function removeEntry(
  client: DynamoDBClient,
  table: Table,
  { entry, item }: { entry: Item; item: Item | undefined },
): Promise<void> {
  await client.send(new PutItemCommand({ TableName: table.name, Item: { ...item, ...entry } }));
  if (item === undefined) await client.send(new DeleteItemCommand({ TableName: table.name, Key: pick(entry, keyNames(table)) }));
  else await client.send(new PutItemCommand({ TableName: table.name, Item: item }));
}

/** The entry that an index must have for an item: none when the item lacks a key of the index. */
function entryOf(table: Table, index: Index, item: Item): Item[] {
  const keys = index.KeySchema.map(({ AttributeName: name }) => name);
  if (keys.some((name) => item[name] === undefined)) return [];
  if (index.Projection.ProjectionType === 'ALL') return [item];
  return [pick(item, [...keys, ...keyNames(table), ...(index.Projection.NonKeyAttributes ?? [])])];
}

const keyNames = (table: Table): string[] => table.properties.KeySchema.map(({ AttributeName: name }) => name);
const keyOf = (table: Table, item: Item): string => canonical(pick(item, keyNames(table)));

function pick(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}

/** The same text for equal items, whatever the order of their attributes. */
function canonical(item: Item): string {
  return JSON.stringify(sorted(item));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}

async function scan(client: DynamoDBClient, input: { TableName: string; IndexName?: string }): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of paginateScan({ client }, input)) items.push(...(page.Items ?? []));
  return items;
}
