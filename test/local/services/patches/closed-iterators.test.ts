import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  waitUntilTableExists,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { watchTableEngine } from '../../../../bench/soak/table-engine.ts';
import { clientSettings, makeCredentials } from '../../../../local/services/front/local-client.ts';
import { serveDynalite } from '../../../../local/services/tables/dynalite/serve-dynalite.ts';
import { temporaryFolder } from '../../fixture-app.ts';
import { waitFor } from '../../fixture-runtime.ts';

const engine = watchTableEngine();
const table = 'Notes';
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let served: Awaited<ReturnType<typeof serveDynalite>>;
let client: DynamoDBClient;
beforeAll(async () => {
  folder = await temporaryFolder();
  const credentials = makeCredentials();
  // In this thread, where the iterators can be counted.
  served = await serveDynalite(folder.path, credentials);
  client = new DynamoDBClient(clientSettings(served.url, credentials));
  const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const;
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['what', 'at', 'about'].map(string),
      KeySchema: [
        { AttributeName: 'what', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-about',
          KeySchema: [{ AttributeName: 'about', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName: table });
});
afterAll(async () => {
  client.destroy();
  await served.close();
  await folder.remove();
});

const key = (at: number) => ({ what: { S: 'x' }, at: { S: String(at).padStart(4, '0') } });
const put = (at: number, about: string, more: string) =>
  client.send(new PutItemCommand({ TableName: table, Item: { ...key(at), about: { S: about }, more: { S: more } } }));
const query = (more: Partial<QueryCommandInput> = {}) =>
  client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: '#what = :what',
      ExpressionAttributeNames: { '#what': 'what' },
      ExpressionAttributeValues: { ':what': { S: 'x' } },
      ...more,
    }),
  );
const byAbout = (Limit: number) =>
  query({
    IndexName: 'by-about',
    KeyConditionExpression: 'about = :about',
    ExpressionAttributeNames: undefined,
    ExpressionAttributeValues: { ':about': { S: 'same' } },
    Limit,
  });
const scan = (more: object = {}) => client.send(new ScanCommand({ TableName: table, ...more }));
const allClosed = () =>
  waitFor(
    () => engine.iterators(),
    ({ opened, closed }) => opened === closed,
  );

test('every iterator that a read opened is closed, whether the read went to the end, stopped early or found nothing', async () => {
  await Promise.all(Array.from({ length: 20 }, (_none, at) => put(at, 'same', 'x')));
  const { opened: before } = await allClosed();
  for (let round = 0; round < 10; round += 1) {
    const [all, first, last, none, ofIndex, page, indexPage] = await Promise.all([
      query(),
      query({ Limit: 3 }),
      query({ Limit: 1, ScanIndexForward: false }),
      query({ ExpressionAttributeValues: { ':what': { S: 'nobody' } } }),
      byAbout(2),
      scan({ Limit: 5 }),
      scan({ IndexName: 'by-about', Limit: 20 }),
      client.send(new ListTablesCommand({})),
      client.send(new GetItemCommand({ TableName: table, Key: key(1) })),
      query({ Limit: 0 }).catch(() => undefined),
    ]);
    expect([all, first, last, none, ofIndex, page, indexPage].map(({ Count }) => Count)).toEqual([20, 3, 1, 0, 2, 5, 20]);
    expect(last.Items?.[0]?.['at']).toEqual(key(19).at);
  }
  const { opened } = await allClosed();
  expect(opened - before).toBeGreaterThanOrEqual(80);
});

test('readers that go away leave no iterator open', async () => {
  const gone = new AbortController();
  const reads = Array.from({ length: 20 }, () =>
    client.send(new ScanCommand({ TableName: table }), { abortSignal: gone.signal }),
  );
  await Promise.any(reads);
  gone.abort();
  const how = await Promise.allSettled(reads);
  expect(how.some(({ status }) => status === 'rejected')).toBe(true);
  await scan();
  await allClosed();
});

test('table files that are no longer needed are removed while the runtime runs', async () => {
  const files = async () => (await readdir(folder.path)).filter((name) => name.endsWith('.ldb')).length;
  // Each of these has been written over many times in the end: about 20 MB were written, and an eighth of it is left.
  for (let n = 0; n < 128; n += 1) {
    await put(n % 16, `about-${n}`, randomBytes(125_000).toString('base64'));
    if (n % 8 === 0) await query({ Limit: 1 });
  }
  const written = await waitFor(
    async () => ({ needed: engine.neededFiles(), files: await files() }),
    (now) => now.files <= now.needed,
  );
  expect(written.needed).toBeGreaterThan(0);
  await client.send(new DeleteItemCommand({ TableName: table, Key: key(0) }));
});
