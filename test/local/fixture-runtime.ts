import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { startRuntime, type Runtime, type RuntimeOptions } from '../../local/start-runtime.ts';
import { fixture, temporaryFolder, writeFixture, type FixtureResources } from './fixture-app.ts';
import { patienceMs } from '../patience.ts';

/** A note of the fixture's function. */
export type Note = Record<string, unknown>;

/** The fixture's app, running in a temporary folder, and clients of its services. */
export interface FixtureRuntime {
  readonly runtime: Runtime;
  readonly warnings: string[];
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly sfn: SFNClient;
  readonly events: EventBridgeClient;
  queueUrl(name: string): string;
  /** The notes of the function under a heading, in order. */
  notes(what: string): Promise<Note[]>;
  /** Waits until at least so many notes of a heading are there. */
  waitForNotes(what: string, count: number): Promise<Note[]>;
  close(): Promise<void>;
}

export async function startFixture(
  options: Partial<RuntimeOptions> = {},
  resources: FixtureResources = {},
): Promise<FixtureRuntime> {
  const assembly = await temporaryFolder();
  const dir = await temporaryFolder();
  await writeFixture(assembly.path, resources);
  const warnings: string[] = [];
  const logger = { info: () => undefined, warn: (line: string) => void warnings.push(line) };
  const given = { dir: dir.path, assembly: assembly.path, port: 0, workers: 0, parameters: fixture.parameters, logger };
  const runtime = await startRuntime({ ...given, ...options });
  const { endpoints, credentials } = runtime;
  const client = (endpoint: string) => ({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  const clients = {
    dynamodb: new DynamoDBClient(client(endpoints.dynamodb)),
    sqs: new SQSClient(client(endpoints.sqs)),
    sfn: new SFNClient(client(endpoints.sfn)),
    events: new EventBridgeClient(client(endpoints.events)),
  };
  const notes = (what: string): Promise<Note[]> => readNotes(clients.dynamodb, what);
  return {
    runtime,
    warnings,
    ...clients,
    queueUrl: (name) => `${endpoints.sqs}/000000000000/${name}`,
    notes,
    waitForNotes: (what, count) =>
      waitFor(
        () => notes(what),
        (found) => found.length >= count,
      ),
    close: async () => {
      for (const used of Object.values(clients)) used.destroy();
      await runtime.close();
      await Promise.all([assembly.remove(), dir.remove()]);
    },
  };
}

async function readNotes(client: DynamoDBClient, what: string): Promise<Note[]> {
  const query = new QueryCommand({
    TableName: fixture.notes,
    KeyConditionExpression: '#what = :what',
    ExpressionAttributeNames: { '#what': 'what' },
    ExpressionAttributeValues: { ':what': { S: what } },
    ConsistentRead: true,
  });
  const { Items = [] } = await client.send(query);
  // The fixture's function wrote these with JSON.stringify, from objects.
  return Items.map((item) => JSON.parse(item['about']?.S ?? '{}') as Note);
}

/** Reads again and again until a value is enough. @throws Error with the last value, when the patience is over */
export async function waitFor<T>(read: () => Promise<T> | T, enough: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const value = await read();
    if (enough(value)) return value;
    if (Date.now() > deadline) throw new Error(`Not enough: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
