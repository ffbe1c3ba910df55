/**
 * A copy of all items of a table in one file, a line each. The file is complete or it is not there: it gets its name when it is
 * whole and on the disk.
 */
import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BatchWriteItemCommand, paginateScan, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import pLimit from 'p-limit';

/** Items per call (a limit of DynamoDB), and calls at a time. */
const itemsPerCall = 25;
const callsAtOnce = 4;

export interface TableCopy {
  exists(): boolean;
  /** Copies the table. To be called before anything else writes to it. */
  write(client: DynamoDBClient, table: string): Promise<void>;
  /** Puts all items back. May be repeated. */
  restore(client: DynamoDBClient, table: string): Promise<void>;
  remove(): Promise<void>;
}

export const tableCopy = (file: string): TableCopy => ({
  exists: () => existsSync(file),
  write: (client, table) => writeCopy(file, client, table),
  restore: (client, table) => restoreCopy(file, client, table),
  remove: () => rm(file, { force: true }),
});

async function writeCopy(file: string, client: DynamoDBClient, table: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = await open(`${file}.new`, 'w', 0o600);
  try {
    await unfinished.writeFile(linesOf(client, table));
    await unfinished.sync();
  } finally {
    await unfinished.close();
  }
  await rename(`${file}.new`, file);
  const folder = await open(dirname(file));
  await folder.sync().finally(() => folder.close());
}

async function* linesOf(client: DynamoDBClient, table: string): AsyncGenerator<string> {
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
    if (Items.length > 0) yield Items.map((item) => `${JSON.stringify(item, bytesAsText)}\n`).join('');
  }
}

async function restoreCopy(file: string, client: DynamoDBClient, table: string): Promise<void> {
  const limit = pLimit(callsAtOnce);
  const put = async (items: Record<string, AttributeValue>[]): Promise<void> => {
    const requests = items.map((Item) => ({ PutRequest: { Item } }));
    const { UnprocessedItems = {} } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
    if (Object.keys(UnprocessedItems).length > 0) throw new Error(`${table}: items of the copy ${file} stayed unwritten`);
  };
  const handle = await open(file);
  try {
    let items: Record<string, AttributeValue>[] = [];
    let writes: Promise<void>[] = [];
    for await (const line of handle.readLines()) {
      // The lines are written above.
      items.push(JSON.parse(line, textAsBytes) as Record<string, AttributeValue>);
      if (items.length < itemsPerCall) continue;
      const full = items;
      items = [];
      writes.push(limit(() => put(full)));
      if (writes.length < callsAtOnce) continue;
      await Promise.all(writes);
      writes = [];
    }
    if (items.length > 0) writes.push(put(items));
    await Promise.all(writes);
  } finally {
    await handle.close();
  }
}

/** JSON has no bytes. An attribute value has texts in S and N only, so an object with a text in `base64` is no such value. */
const bytesAsText = (_key: string, value: unknown): unknown =>
  value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value;
const textAsBytes = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'base64' in value && typeof value.base64 === 'string'
    ? new Uint8Array(Buffer.from(value.base64, 'base64'))
    : value;
