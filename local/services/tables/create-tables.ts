/** Makes the tables of the template. A table that another version made in another shape is left as it is, and the start fails. */
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  type CreateTableCommandInput,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import pRetry from 'p-retry';
import type { Resource } from '../../template/deployment.ts';
import type { ClientSettings } from '../front/local-client.ts';

type Table = Resource<'AWS::DynamoDB::Table'>;

/** @throws Error naming a table that has other keys or indexes than the template says */
export async function createTables(settings: ClientSettings, tables: readonly Table[]): Promise<void> {
  const client = new DynamoDBClient(settings);
  try {
    await Promise.all(tables.map((table) => createTable(client, table)));
  } finally {
    client.destroy();
  }
}

async function createTable(client: DynamoDBClient, table: Table): Promise<void> {
  const wanted = tableInput(table);
  const existing = await describe(client, table.name);
  if (existing === undefined) {
    await client.send(new CreateTableCommand(wanted));
    // dynalite answers while the table is still being made.
    await untilActive(client, table.name);
  } else if (shape(existing) !== shape(wanted)) {
    throw new Error(
      `The table ${table.name} was made by another version, with other keys or indexes. ` +
        'Start that version to finish its fleets, or start with another --dir.',
    );
  }
}

class NotActiveYet extends Error {
  override readonly name = 'NotActiveYet';
}

/**
 * Retries on this one answer only. The waiter of the AWS client would go on for a minute when the start has failed meanwhile and
 * the tables are closed.
 */
const untilActive = (client: DynamoDBClient, name: string): Promise<void> =>
  pRetry(
    async () => {
      if ((await describe(client, name))?.TableStatus !== 'ACTIVE') throw new NotActiveYet(name);
    },
    { retries: 100, minTimeout: 10, maxTimeout: 1_000, shouldRetry: ({ error }) => error instanceof NotActiveYet },
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

/** Keys and indexes of a table as text: what cannot be changed in a table that exists. */
function shape(table: TableDescription | CreateTableCommandInput): string {
  const indexes = (table.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema, Projection }) => {
    const attributes = [...(Projection?.NonKeyAttributes ?? [])].sort();
    return [IndexName, KeySchema, Projection?.ProjectionType, attributes];
  });
  return JSON.stringify([table.KeySchema, indexes.map((index) => JSON.stringify(index)).sort()]);
}
