import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import {
  CreateTableCommand,
  type AttributeDefinition,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient, createDynamoClient } from '../../adapters/aws-clients.ts';
import { tables, type IndexDefinition, type TableDefinition } from '../../contracts/tables.ts';

// dynalite is CommonJS without types: a function that makes an HTTP server.
const dynalite = createRequire(import.meta.url)('dynalite') as (options: { createTableMs: number }) => Server;

export interface LocalDynamo {
  readonly client: DynamoDBClient;
  readonly documents: DynamoDBDocumentClient;
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * A DynamoDB with all tables under their logical names: in this process, in memory; or, where DYNAMODB_ENDPOINT names one, a
 * DynamoDB Local that runs already, so that the same tests tell whether both engines agree.
 */
export async function startLocalDynamo(): Promise<LocalDynamo> {
  const engine = await startEngine();
  // DynamoDB Local keeps the tables of each access key apart, so every test file has its own.
  const credentials = { accessKeyId: `local${randomUUID().replaceAll('-', '')}`, secretAccessKey: 'local' };
  const client = createDynamoClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials });
  await createTables(client);
  const stop = async (): Promise<void> => {
    await engine.stop();
    client.destroy();
  };
  return { client, documents: createDocumentClient(client), endpoint: engine.endpoint, stop };
}

async function startEngine(): Promise<Pick<LocalDynamo, 'endpoint' | 'stop'>> {
  const running = process.env['DYNAMODB_ENDPOINT'];
  if (running !== undefined) return { endpoint: running, stop: () => Promise.resolve() };
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`;
  const inProgress = new Set<ServerResponse>();
  server.on('request', (_request, response) => {
    inProgress.add(response);
    response.once('close', () => inProgress.delete(response));
  });
  const stop = async (): Promise<void> => {
    // dynalite throws where a request is in progress while its database closes.
    await Promise.all([...inProgress].map((response) => once(response, 'close')));
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { endpoint, stop };
}

/** Creates the tables of contracts/tables.ts under their logical names. */
export async function createTables(client: DynamoDBClient): Promise<void> {
  for (const table of tables) await client.send(new CreateTableCommand(tableInput(table)));
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
