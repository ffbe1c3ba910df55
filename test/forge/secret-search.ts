/** Looks for a secret where it must not be: process list, files, tables. Each search also says what it has seen. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync, inflateSync } from 'node:zlib';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { makeCredentials } from '../../local/services/front/local-client.ts';
import { serveTables } from '../../local/services/tables/serve-tables.ts';

/** The ways in which a token may be written down: as it is, as the password or the user of git over HTTP, and its bytes. */
export const formsOf = (token: string): readonly string[] => [
  token,
  Buffer.from(token).toString('base64'),
  ...['x-access-token', 'bot'].map((user) => Buffer.from(`${user}:${token}`).toString('base64')),
  Buffer.from(`${token}:`).toString('base64'),
];

/** Command lines of this machine's processes, from now on until `stop`, which answers all that were seen. */
export function watchProcesses(): { stop(): readonly string[] } {
  const seen = new Set<string>();
  const look = (): void => {
    for (const pid of readdirSync('/proc')) {
      if (/^\d+$/.test(pid)) seen.add(commandLine(pid));
    }
  };
  const timer = setInterval(look, 20);
  return {
    stop() {
      clearInterval(timer);
      return [...seen];
    },
  };
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    // It has ended meanwhile.
    return '';
  }
}

/** Contents of all files of a folder, by path. */
export function filesOf(folder: string): ReadonlyMap<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(entries.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'latin1')]));
}

/** Every item of the tables of a runtime that has ended, as JSON; what is deflated there, inflated. */
export async function itemsOf(tables: string): Promise<readonly string[]> {
  const credentials = makeCredentials();
  const { url: endpoint, close } = await serveTables(tables, credentials);
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  const documents = DynamoDBDocumentClient.from(client);
  const items: string[] = [];
  try {
    const { TableNames = [] } = await client.send(new ListTablesCommand());
    for (const TableName of TableNames) {
      for await (const { Items = [] } of paginateScan({ client: documents }, { TableName })) items.push(...Items.map(show));
    }
  } finally {
    client.destroy();
    await close();
  }
  return items;
}

const show = (item: unknown): string =>
  JSON.stringify(item, (_key, value: unknown) => (value instanceof Uint8Array ? inflated(value) : value));

function inflated(bytes: Uint8Array): string {
  for (const inflate of [inflateSync, inflateRawSync]) {
    try {
      return inflate(bytes).toString();
    } catch {
      // Deflated in the other way, or not at all.
    }
  }
  return Buffer.from(bytes).toString('latin1');
}
