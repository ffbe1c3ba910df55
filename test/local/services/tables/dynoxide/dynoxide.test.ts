/** The engine dynoxide as a process: who reaches it, what happens when it dies, and when its runtime does. */
import { readFile, readlink, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { clientSettings, makeCredentials } from '../../../../../local/services/front/local-client.ts';
import { operationsOf } from '../../../../../local/services/tables/dynoxide/operations.ts';
import { isInstalled } from '../../../../../local/services/tables/engines.ts';
import { serveTables } from '../../../../../local/services/tables/serve-tables.ts';
import { temporaryFolder } from '../../../fixture-app.ts';
import { waitFor } from '../../../fixture-runtime.ts';
import { engineProcess } from '../engine-process.ts';

// The package is for Linux on x64; elsewhere these tests have nothing to run.
const here = isInstalled('dynoxide') ? describe : describe.skip;

here('the engine dynoxide', () => {
  const TableName = 'Notes';
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let served: Awaited<ReturnType<typeof serveTables>>;
  let client: DynamoDBClient;
  beforeEach(async () => {
    folder = await temporaryFolder();
    await serve();
    await makeTable();
  });
  afterEach(async () => {
    client.destroy();
    await served.close();
    await folder.remove();
  });

  async function serve(): Promise<void> {
    const credentials = makeCredentials();
    served = await serveTables(join(folder.path, 'tables'), credentials, 'dynoxide');
    client = new DynamoDBClient(clientSettings(served.url, credentials));
  }
  const makeTable = () =>
    client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
  const put = (id: string, more: Record<string, AttributeValue> = {}) =>
    client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, ...more } }));
  const ids = async () => ((await client.send(new ScanCommand({ TableName }))).Items ?? []).map((item) => item['id']?.S).sort();
  const engine = () =>
    waitFor(
      () => engineProcess(folder.path),
      (pid) => pid !== undefined,
    ) as Promise<number>;

  test('has no socket at all: only its standard input and output lead to it', async () => {
    const fds = `/proc/${await engine()}/fd`;
    const open = await Promise.all((await readdir(fds)).map((fd) => readlink(join(fds, fd)).catch(() => '')));
    expect(open.some((target) => target.endsWith('tables.db'))).toBe(true);
    const inodes = open.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
    const listening = await Promise.all(['tcp', 'tcp6'].map((kind) => readFile(`/proc/net/${kind}`, 'utf8').catch(() => '')));
    expect(inodes.filter((inode) => listening.join('\n').includes(` ${inode} `))).toEqual([]);
  });

  test('deletes a table that was deleted and made again a moment ago, and leaves no copy of the database', async () => {
    for (let times = 0; times < 3; times += 1) {
      await client.send(new DeleteTableCommand({ TableName }));
      await makeTable();
    }
    const files = await readdir(folder.path, { recursive: true });
    expect(files.filter((file) => file.includes('pre-delete'))).toEqual([]);
  });

  test('is started again when it was killed, and has everything that was answered', async () => {
    await put('before');
    const first = await engine();
    process.kill(first, 'SIGKILL');
    await put('after');
    expect(await engine()).not.toBe(first);
    expect(await ids()).toEqual(['after', 'before']);
  });

  test('ends with its runtime, and is ended by the next one where it has not ended yet', async () => {
    const first = await engine();
    // As if its runtime had been killed a moment ago: the process still has its input.
    process.kill(first, 'SIGSTOP');
    const former = { client, served };
    await serve();
    await expect(engine()).resolves.not.toBe(first);
    former.client.destroy();
    await former.served.close();
    const last = await engine();
    await served.close();
    expect(() => process.kill(last, 0)).toThrow('ESRCH');
    await serve();
  });

  test('keeps numbers, bytes and text as they are', async () => {
    const more = { n: { N: '12345678901234567890.125' }, b: { B: new Uint8Array([0, 255, 10]) }, s: { S: 'ü\u0000\n"' } };
    await put('x', more);
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: { id: { S: 'x' } }, ConsistentRead: true }));
    expect(Item).toEqual({ id: { S: 'x' }, ...more });
  });

  test('refuses a parameter that it does not know by name, and writes nothing', async () => {
    const write = client.send(new PutItemCommand({ TableName, Item: { id: { S: 'x' } }, ReturnConsumedCapacity: 'TOTAL' }));
    await expect(write).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'The engine dynoxide does not support ReturnConsumedCapacity of PutItem.',
    });
    expect(await ids()).toEqual([]);
  });
});

test('a version of the program without an operation is refused by name', () => {
  const call = () => Promise.reject(new Error('nothing is called'));
  const tools = new Map([['put_item', new Set<string>()]]);
  expect(() => operationsOf({ tools, call, close: () => Promise.resolve() })).toThrow(
    /^The engine dynoxide of this installation has no CreateTable, .*Scan\. Run npm ci\.$/,
  );
});
