/**
 * Makes the tables of the template. A table with other indexes is made anew under its name, with its items: dynalite cannot change the
 * indexes of a table. One with other keys is left as it is, and the start fails.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  type CreateTableCommandInput,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import pRetry from 'p-retry';
import type { Resource } from '../../template/deployment.ts';
import type { ClientSettings } from '../front/local-client.ts';
import { tableCopy, type TableCopy } from './table-copy.ts';

type Table = Resource<'AWS::DynamoDB::Table'>;

export interface TableChanges {
  /** Folder for the copies of tables that are made anew. */
  readonly copies: string;
  /** Called once before tables are made anew, while their items may still be changed. Repeated by the next start if this one is killed. */
  readonly before: (tables: readonly string[]) => Promise<void>;
  /** Called before tables are filled from the copies that an earlier start has left. */
  readonly goesOn: (tables: readonly string[]) => void;
}

/**
 * To be called before any other process or function writes.
 * @throws Error naming a table that has other keys than the template says
 */
export async function createTables(settings: ClientSettings, tables: readonly Table[], changes: TableChanges): Promise<void> {
  const client = new DynamoDBClient(settings);
  const copyOf = ({ name }: Table): TableCopy => tableCopy(join(changes.copies, `${name}.jsonl`));
  try {
    // An earlier start was killed after it had copied these.
    const copied = tables.filter((table) => copyOf(table).exists());
    if (copied.length > 0) changes.goesOn(copied.map(({ name }) => name));
    for (const table of copied) await makeAnew(client, table, copyOf(table));
    const found = await Promise.all(tables.map(async (table) => ({ table, existing: await describe(client, table.name) })));
    const changed = found.filter(({ table, existing }) => existing && hasOtherIndexes(table, existing)).map(({ table }) => table);
    if (changed.length > 0) await changes.before(changed.map(({ name }) => name));
    for (const table of changed) {
      await copyOf(table).write(client, table.name);
      await makeAnew(client, table, copyOf(table));
    }
    const missing = found.filter(({ existing }) => existing === undefined);
    await Promise.all(missing.map(({ table }) => create(client, table)));
    await rm(changes.copies, { recursive: true, force: true });
  } finally {
    client.destroy();
  }
}

/** @throws Error if the table has other keys than the template says */
function hasOtherIndexes(table: Table, existing: TableDescription): boolean {
  const wanted = tableInput(table);
  if (JSON.stringify(existing.KeySchema) !== JSON.stringify(wanted.KeySchema)) {
    throw new Error(
      `The table ${table.name} was made by another version, with other keys. ` +
        'Start that version to finish its fleets, or start with another --dir.',
    );
  }
  return indexesOf(existing) !== indexesOf(wanted);
}

/** Whatever is left of the table, the copy has all its items. */
async function makeAnew(client: DynamoDBClient, table: Table, copy: TableCopy): Promise<void> {
  if ((await describe(client, table.name)) !== undefined) {
    await client.send(new DeleteTableCommand({ TableName: table.name }));
    await untilStatus(client, table.name, undefined);
  }
  await create(client, table);
  await copy.restore(client, table.name);
  await copy.remove();
}

async function create(client: DynamoDBClient, table: Table): Promise<void> {
  await client.send(new CreateTableCommand(tableInput(table)));
  // dynalite answers while the table is still being made.
  await untilStatus(client, table.name, 'ACTIVE');
}

class NotYet extends Error {
  override readonly name = 'NotYet';
}

/**
 * Retries on this one answer only. The waiter of the AWS client would go on for a minute when the start has failed meanwhile and
 * the tables are closed.
 * @param status undefined: until the table is gone
 */
const untilStatus = (client: DynamoDBClient, name: string, status: 'ACTIVE' | undefined): Promise<void> =>
  pRetry(
    async () => {
      if ((await describe(client, name))?.TableStatus !== status) throw new NotYet(name);
    },
    { retries: 100, minTimeout: 10, maxTimeout: 1_000, shouldRetry: ({ error }) => error instanceof NotYet },
  );

async function describe(client: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

function tableInput({ name, properties }: Table): CreateTableCommandInput {
  const indexes = properties.GlobalSecondaryIndexes.map(({ Projection: { ProjectionType, NonKeyAttributes }, ...index }) => ({
    ...index,
    Projection: { ProjectionType, ...(NonKeyAttributes === undefined ? {} : { NonKeyAttributes }) },
  }));
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: properties.AttributeDefinitions,
    KeySchema: properties.KeySchema,
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes }),
  };
}

/** The indexes of a table as text, whatever their order. */
function indexesOf(table: TableDescription | CreateTableCommandInput): string {
  const indexes = (table.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema, Projection }) => {
    const attributes = [...(Projection?.NonKeyAttributes ?? [])].sort();
    return [IndexName, KeySchema, Projection?.ProjectionType, attributes];
  });
  return JSON.stringify(indexes.map((index) => JSON.stringify(index)).sort());
}
