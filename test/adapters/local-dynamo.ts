import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  waitUntilTableExists,
  type AttributeDefinition,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient, createDynamoClient } from '../../adapters/aws-clients.ts';
import { makeCredentials, type Credentials } from '../../local/services/front/local-client.ts';
import { serveTables } from '../../local/services/tables/serve-tables.ts';
import { tables, type IndexDefinition, type TableDefinition } from '../../contracts/tables.ts';
import { patienceMs } from '../patience.ts';

export interface LocalDynamo {
  readonly client: DynamoDBClient;
  readonly documents: DynamoDBDocumentClient;
  readonly endpoint: string;
  readonly credentials: Credentials;
  stop(): Promise<void>;
}

/**
 * A DynamoDB with all tables under their logical names: the tables of the runtime in a temporary folder, by the engine that
 * BGAGENT_TABLES names; or, where DYNAMODB_ENDPOINT names one, a DynamoDB Local that runs already, so that the same tests tell
 * whether all engines agree.
 */
export async function startLocalDynamo(): Promise<LocalDynamo> {
  // DynamoDB Local keeps the tables of each access key apart, so every test file has its own. The runtime's tables take no others.
  const credentials = makeCredentials();
  const engine = await startEngine(credentials);
  const client = createDynamoClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials });
  await createTables(client);
  const stop = async (): Promise<void> => {
    await engine.stop();
    client.destroy();
  };
  return { client, documents: createDocumentClient(client), endpoint: engine.endpoint, credentials, stop };
}

async function startEngine(credentials: Credentials): Promise<Pick<LocalDynamo, 'endpoint' | 'stop'>> {
  const running = process.env['DYNAMODB_ENDPOINT'];
  if (running !== undefined) return { endpoint: running, stop: () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), 'bgagent-tables-'));
  const { url, close } = await serveTables(join(folder, 'tables'), credentials);
  const stop = async (): Promise<void> => {
    await close();
    await rm(folder, { recursive: true });
  };
  return { endpoint: url, stop };
}

/** Creates the tables of contracts/tables.ts under their logical names. They take reads and writes when it ends. */
async function createTables(client: DynamoDBClient): Promise<void> {
  for (const table of tables) await client.send(new CreateTableCommand(tableInput(table)));
  // dynalite answers while the table is still being made, and a read would not find it.
  const waiting = { client, maxWaitTime: patienceMs / 1_000, minDelay: 0.01, maxDelay: 1 };
  for (const { name } of tables) await waitUntilTableExists(waiting, { TableName: name });
}

/** The definition as a request. */
export function tableInput(table: TableDefinition): CreateTableCommandInput {
  return {
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributes(table),
    KeySchema: keySchema(table.partition, table.sort),
    ...(table.indexes.length === 0 ? {} : { GlobalSecondaryIndexes: table.indexes.map((index) => describeIndex(table, index)) }),
  };
}

const keySchema = (partition: string, sort: string | undefined) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: 'RANGE' as const }]),
];

function attributes(table: TableDefinition): AttributeDefinition[] {
  const names = [table.partition, table.sort, ...table.indexes.flatMap((index) => [index.partition, index.sort])];
  const keys = new Set(names.filter((name) => name !== undefined));
  return [...keys].map((name) => ({ AttributeName: name, AttributeType: table.numbers.includes(name) ? 'N' : 'S' }));
}

function describeIndex(table: TableDefinition, index: IndexDefinition) {
  return { IndexName: index.name, KeySchema: keySchema(index.partition, index.sort), Projection: projection(table, index) };
}

function projection(table: TableDefinition, index: IndexDefinition) {
  if (index.projection === 'all') return { ProjectionType: 'ALL' as const };
  if (index.projection === 'keys') return { ProjectionType: 'KEYS_ONLY' as const };
  const keys = new Set([table.partition, table.sort, index.partition, index.sort]);
  return { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: index.projection.filter((name) => !keys.has(name)) };
}
