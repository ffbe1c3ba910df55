import type { IncomingMessage, Server } from 'node:http';
import { dirname } from 'node:path';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import type { CreateTableCommandInput, TableDescription } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import pRetry from 'p-retry';
import { beforeRequests } from '../../server/before-requests.ts';
import { roomOnDisk } from '../../folder/disk-room.ts';
import { listen } from '../../server/listen.ts';
import type { Listening } from '../../server/listen.ts';
import type { ClientSettings, Credentials } from '../front/local-client.ts';
import { onlyWithCredentials } from '../front/only-with-credentials.ts';
import type { Resource } from '../../template/deployment.ts';

/**
 * Serves DynamoDB on a folder. A write is in the folder's log before it is answered, so it survives the end of the process.
 * @param folder LevelDB folder, made when missing; one process at a time can have it
 */
export function startTables(folder: string, credentials: Credentials): Promise<Listening> {
  const server = refusingWithoutRoom(withoutAborts(dynalite({ path: folder, createTableMs: 0 })), folder);
  return listen(onlyWithCredentials(server, credentials), 0);
}

const isWrite = (request: IncomingMessage): boolean =>
  /\.(PutItem|UpdateItem|DeleteItem|BatchWriteItem|CreateTable)$/.test(request.headers['x-amz-target']?.toString() ?? '');

/** As a table that is in trouble: its clients try again, and then say that the service is not available now. */
function refusingWithoutRoom(server: Server, folder: string): Server {
  const room = roomOnDisk(dirname(folder));
  return beforeRequests(server, (handler) => (request, response) => {
    if (!isWrite(request) || room()) {
      handler(request, response);
      return;
    }
    request.resume();
    const error = { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'The disk is full.' };
    response.writeHead(500, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(error));
  });
}

/**
 * dynalite throws when a client goes away in the middle of a request, which would end the whole runtime (a worker that is
 * killed is such a client). The request is lost either way, so its error is dropped.
 */
function withoutAborts(server: Server): Server {
  return beforeRequests(server, (handler) => (request, response) => {
    const on = request.on.bind(request);
    const onWithoutErrors = (event: string, listener: (...values: unknown[]) => void) =>
      on(event, event === 'error' ? ignore : listener);
    // The overloads of `on` differ in the event's name only; every one is passed on as it came.
    request.on = onWithoutErrors as typeof request.on;
    handler(request, response);
  });
}

function ignore(): void {
  // See withoutAborts.
}

/**
 * Makes the tables that are not there yet.
 * @throws Error naming the table that was made in another shape by another version
 */
export async function createTables(settings: ClientSettings, tables: readonly Resource<'AWS::DynamoDB::Table'>[]): Promise<void> {
  const client = new DynamoDBClient(settings);
  try {
    await Promise.all(tables.map((table) => createTable(client, table)));
  } finally {
    client.destroy();
  }
}

async function createTable(client: DynamoDBClient, table: Resource<'AWS::DynamoDB::Table'>): Promise<void> {
  const wanted = tableInput(table);
  const existing = await describe(client, table.name);
  if (existing === undefined) {
    await client.send(new CreateTableCommand(wanted));
    // It is answered while the table is still being made.
    await untilThere(client, table.name);
  } else if (shape(existing) !== shape(wanted)) {
    throw new Error(
      `The table ${table.name} was made by another version, with other keys or indexes. ` +
        'Start that version to finish its fleets, or start with another --dir.',
    );
  }
}

class NotThereYet extends Error {
  override readonly name = 'NotThereYet';
}

/** The client's own waiter would ask on for a minute where the start has failed meanwhile and the tables are closed. */
const untilThere = (client: DynamoDBClient, name: string): Promise<void> =>
  pRetry(
    async () => {
      if ((await describe(client, name))?.TableStatus !== 'ACTIVE') throw new NotThereYet(name);
    },
    { retries: 100, minTimeout: 10, maxTimeout: 1_000, shouldRetry: ({ error }) => error instanceof NotThereYet },
  );

async function describe(client: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

function tableInput({ name, properties }: Resource<'AWS::DynamoDB::Table'>): CreateTableCommandInput {
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

/** What cannot be changed without making the table anew. */
function shape(table: TableDescription | CreateTableCommandInput): string {
  const indexes = (table.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema, Projection }) => {
    const attributes = [...(Projection?.NonKeyAttributes ?? [])].sort();
    return [IndexName, KeySchema, Projection?.ProjectionType, attributes];
  });
  return JSON.stringify([table.KeySchema, indexes.map((index) => JSON.stringify(index)).sort()]);
}
