import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { requireOf } from '../../../../../local/services/patches/level-of-dynalite.ts';
import { startRuntime } from '../../../../../local/start-runtime.ts';
import { fixture, temporaryFolder, writeFixture } from '../../../fixture-app.ts';

/**
 * The part of LevelDB's client that this test uses: it edits a folder as a process that ends in the middle of a write leaves
 * it.
 */
interface Level {
  new (
    folder: string,
    options: object,
  ): {
    iterator(): AsyncIterable<[string, unknown]>;
    del(key: string): Promise<void>;
    put(key: string, value: unknown): Promise<void>;
    close(): Promise<void>;
  };
}
// The class has more than local/services/patches/level-of-dynalite.ts says: this is the part that the test needs.
const { Level } = requireOf('dynalite')('level') as { Level: Level };

/** Runs the fixture's app on a folder, as long as `use` takes. */
async function withTables<T>(dir: string, assembly: string, use: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  const { parameters } = fixture;
  const runtime = await startRuntime({ dir, assembly, port: 0, workers: 0, parameters, tableEngine: 'dynalite' });
  const { credentials, endpoints } = runtime;
  const client = new DynamoDBClient({ endpoint: endpoints.dynamodb, region: 'us-east-1', credentials });
  try {
    return await use(client);
  } finally {
    client.destroy();
    await runtime.close();
  }
}

const item = (at: string, about: string) => ({ what: { S: 'x' }, at: { S: at }, about: { S: about } });
const abouts = async (client: DynamoDBClient, index?: string) => {
  const scan = new ScanCommand({ TableName: fixture.notes, ...(index === undefined ? {} : { IndexName: index }) });
  const { Items = [] } = await client.send(scan);
  return Items.filter(({ what }) => what?.S === 'x')
    .map(({ at, about }) => `${at?.S ?? ''}=${about?.S ?? ''}`)
    .sort();
};

test('after an end in the middle of a write, indexes show again what the tables hold', async () => {
  const [folder, assembly] = [await temporaryFolder(), await temporaryFolder()];
  try {
    await writeFixture(assembly.path);
    await withTables(folder.path, assembly.path, async (client) => {
      for (const at of ['1', '2', '3']) {
        await client.send(new PutItemCommand({ TableName: fixture.notes, Item: item(at, `about-${at}`) }));
      }
    });
    const level = new Level(join(folder.path, 'tables'), { valueEncoding: 'json' });
    for await (const [key, value] of level.iterator()) {
      const text = JSON.stringify(value);
      // The entry of item 1 is gone; item 2 and item 3 have moved on or are gone, and their entries stayed.
      if (key.startsWith('index-') && text.includes('about-1')) await level.del(key);
      if (key.startsWith('item-') && text.includes('about-2')) await level.put(key, item('2', 'moved'));
      if (key.startsWith('item-') && text.includes('about-3')) await level.del(key);
    }
    await level.close();
    const broken = await withTables(folder.path, assembly.path, (client) => abouts(client, 'by-about'));
    expect(broken).toEqual(['2=about-2', '3=about-3']);
    await writeFile(join(folder.path, 'lock'), JSON.stringify({ pid: 2 ** 22 - 1, started: '1' }));
    await withTables(folder.path, assembly.path, async (client) => {
      expect(await abouts(client)).toEqual(['1=about-1', '2=moved']);
      expect(await abouts(client, 'by-about')).toEqual(['1=about-1', '2=moved']);
    });
  } finally {
    await Promise.all([folder.remove(), assembly.remove()]);
  }
});
