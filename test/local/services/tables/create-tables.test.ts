import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteItemCommand, DynamoDBClient, PutItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { listen } from '../../../../local/server/listen.ts';
import { clientSettings, makeCredentials } from '../../../../local/services/front/local-client.ts';
import { createTables, type TableChanges } from '../../../../local/services/tables/create-tables.ts';
import { temporaryFolder } from '../../fixture-app.ts';

type Table = Parameters<typeof createTables>[1][number];

/** A table of notes with indexes of these names, each on the attribute of its name. */
const notes = (indexes: readonly string[], key = 'id'): Table => ({
  logicalId: 'Notes',
  type: 'AWS::DynamoDB::Table',
  name: 'Notes',
  ref: 'Notes',
  attributes: {},
  metadata: {},
  properties: {
    TableName: 'Notes',
    AttributeDefinitions: [key, ...indexes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
    GlobalSecondaryIndexes: indexes.map((name) => ({
      IndexName: name,
      KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    })),
  },
});

const count = 130;
const item = (n: number) => ({
  id: { S: `note-${n}` },
  author: { S: `author-${n % 3}` },
  topic: { S: `topic-${n % 5}` },
  text: { B: new Uint8Array([0, n, 255]) },
  tags: { SS: ['a', `b${n}`] },
  about: { M: { base64: { S: 'no bytes' }, list: { L: [{ N: '1.5' }, { NULL: true }, { BOOL: false }] } } },
});

let served: Awaited<ReturnType<typeof listen>>;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let client: DynamoDBClient;
const asked: string[] = [];
const goneOnWith: string[] = [];
beforeEach(async () => {
  served = await listen(dynalite({ createTableMs: 200, deleteTableMs: 50 }), 0);
  folder = await temporaryFolder();
  client = new DynamoDBClient(settings());
  asked.length = 0;
  goneOnWith.length = 0;
});
afterEach(async () => {
  client.destroy();
  await served.close();
  await folder.remove();
});

const credentials = makeCredentials();
const settings = () => clientSettings(served.url, credentials);
const copies = () => join(folder.path, 'copies');
const goesOn = (names: readonly string[]) => void goneOnWith.push(...names);
const before = (names: readonly string[]) => Promise.resolve(void asked.push(...names));
const create = (table: Table, changes: TableChanges = { copies: copies(), before, goesOn }) =>
  createTables(settings(), [table], changes);

const all = async () => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: 'Notes' }));
  return Items.sort((a, b) => Number(a['id']?.S?.slice(5)) - Number(b['id']?.S?.slice(5)));
};
const ofAuthor = async (author: string) => {
  const query = {
    TableName: 'Notes',
    IndexName: 'author',
    KeyConditionExpression: 'author = :author',
    ExpressionAttributeValues: { ':author': { S: author } },
  };
  return (await client.send(new QueryCommand(query))).Count;
};
const items = Array.from({ length: count }, (_, n) => item(n));

test('a table can be read as soon as it is made, though making it takes a while', async () => {
  await create(notes([]));
  expect((await client.send(new ScanCommand({ TableName: 'Notes' }))).Count).toBe(0);
});

describe('a table of a version with other indexes', () => {
  beforeEach(async () => {
    await create(notes(['topic']));
    for (const each of items) await client.send(new PutItemCommand({ TableName: 'Notes', Item: each }));
  });

  test('has those of this version, and all its items as they were', async () => {
    await create(notes(['author']));
    expect(await all()).toEqual(items);
    expect(await ofAuthor('author-1')).toBe(43);
    expect(asked).toEqual(['Notes']);
    expect(existsSync(copies())).toBe(false);
    await create(notes(['author']));
    expect(asked).toEqual(['Notes']);
  });

  test('may be changed before its items are copied', async () => {
    const change = () => client.send(new DeleteItemCommand({ TableName: 'Notes', Key: { id: { S: 'note-0' } } }));
    await create(notes(['author']), { copies: copies(), goesOn, before: () => change().then(() => undefined) });
    expect(await all()).toEqual(items.slice(1));
  });

  test('is left alone if the start ends before, or while, it is copied; the next start begins again', async () => {
    const failing = { copies: copies(), goesOn, before: () => Promise.reject(new Error('ended')) };
    await expect(create(notes(['author']), failing)).rejects.toThrow('ended');
    await mkdir(copies(), { recursive: true });
    await writeFile(join(copies(), 'Notes.jsonl.new'), '{"id":');
    expect(await all()).toEqual(items);
    await create(notes(['author']));
    expect(await all()).toEqual(items);
    expect(await ofAuthor('author-0')).toBe(44);
  });

  test('is made whole from its copy, whatever the start before has left of it', async () => {
    const file = join(copies(), 'Notes.jsonl');
    const bytesAsText = (_: string, value: unknown) =>
      value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value;
    const lines = items.map((each) => `${JSON.stringify(each, bytesAsText)}\n`);
    await mkdir(copies(), { recursive: true });
    await writeFile(file, lines.join(''));
    for (const each of items.slice(40)) {
      await client.send(new DeleteItemCommand({ TableName: 'Notes', Key: { id: each.id } }));
    }
    await create(notes(['author']));
    expect(await all()).toEqual(items);
    expect(await ofAuthor('author-2')).toBe(43);
    expect([asked, goneOnWith, existsSync(file)]).toEqual([[], ['Notes'], false]);
  });

  test('with other keys, it is left as it is, and the start says so', async () => {
    await expect(create(notes(['author'], 'topic'))).rejects.toThrow(
      'The table Notes was made by another version, with other keys.',
    );
    expect(await all()).toEqual(items);
  });
});
