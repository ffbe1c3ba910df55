import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DeleteItemCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { watchTableEngine } from '../../../../bench/soak/table-engine.ts';
import { fixture } from '../../fixture-app.ts';
import { startFixture, waitFor, type FixtureRuntime } from '../../fixture-runtime.ts';

const engine = watchTableEngine();
let app: FixtureRuntime;
beforeAll(async () => {
  app = await startFixture();
});
afterAll(() => app.close());

const key = (at: number) => ({ what: { S: 'x' }, at: { S: String(at).padStart(4, '0') } });
const put = (at: number, about: string, more: string) =>
  app.dynamodb.send(
    new PutItemCommand({ TableName: fixture.notes, Item: { ...key(at), about: { S: about }, more: { S: more } } }),
  );
const query = (more: Partial<QueryCommandInput> = {}) =>
  app.dynamodb.send(
    new QueryCommand({
      TableName: fixture.notes,
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
const scan = (more: object = {}) => app.dynamodb.send(new ScanCommand({ TableName: fixture.notes, ...more }));
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
      app.dynamodb.send(new ListTablesCommand({})),
      app.dynamodb.send(new GetItemCommand({ TableName: fixture.notes, Key: key(1) })),
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
    app.dynamodb.send(new ScanCommand({ TableName: fixture.notes }), { abortSignal: gone.signal }),
  );
  await Promise.any(reads);
  gone.abort();
  const how = await Promise.allSettled(reads);
  expect(how.some(({ status }) => status === 'rejected')).toBe(true);
  await scan();
  await allClosed();
});

test('table files that are no longer needed are removed while the runtime runs', async () => {
  const tables = join(app.runtime.dir, 'tables');
  const files = async () => (await readdir(tables)).filter((name) => name.endsWith('.ldb')).length;
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
  await app.dynamodb.send(new DeleteItemCommand({ TableName: fixture.notes, Key: key(0) }));
});
