import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setImmediate as tick } from 'node:timers/promises';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import * as z from 'zod';
import { runtimeFile, type RuntimeFile } from '../../contracts/runtime-file.ts';
import { identityOf } from '../../local/folder/process-identity.ts';
import { startRuntime } from '../../local/start-runtime.ts';
import { fixture, temporaryFolder, writeFixture } from './fixture-app.ts';
import { startFixture } from './fixture-runtime.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function folder(): Promise<string> {
  const { path, remove } = await temporaryFolder();
  cleanups.push(remove);
  return path;
}

async function assemblyFolder(): Promise<string> {
  const path = await folder();
  await writeFixture(path);
  return path;
}

async function start(dir: string, assembly: string, options = {}) {
  const runtime = await startRuntime({ dir, assembly, port: 0, workers: 0, parameters: fixture.parameters, ...options });
  cleanups.push(() => runtime.close());
  return runtime;
}

/** The runtime in a process of its own, serving. */
async function startProcess(dir: string, assembly: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'run-fixture.ts'), dir, assembly], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  cleanups.push(() => end(child, 'SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
  return child.exitCode;
}

async function putNote({ endpoints, credentials: given }: RuntimeFile, about: string): Promise<void> {
  const credentials = { accessKeyId: given.access_key_id, secretAccessKey: given.secret_access_key };
  const client = new DynamoDBClient({ endpoint: endpoints.dynamodb, region: 'us-east-1', credentials });
  await client.send(
    new PutItemCommand({ TableName: fixture.notes, Item: { what: { S: 'kept' }, at: { S: about }, about: { S: `"${about}"` } } }),
  );
  client.destroy();
}

const readRuntimeFile = async (dir: string) => runtimeFile.parse(JSON.parse(await readFile(join(dir, 'runtime.json'), 'utf8')));
const isThere = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  );
const keySchema = z.object({ kty: z.string(), crv: z.string(), x: z.string(), y: z.string(), kid: z.string() });
/** The public half: what is parsed has no `d`. */
const readKey = async (dir: string) => keySchema.parse(JSON.parse(await readFile(join(dir, 'key.json'), 'utf8')));
const mode = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);

test('tells workers where everything is and with which credentials, to its owner only, and takes it away at the end', async () => {
  const dir = await folder();
  const runtime = await start(dir, await assemblyFolder());
  const file = await readRuntimeFile(dir);
  const { secrets, ...endpoints } = runtime.endpoints;
  expect(file).toMatchObject({ api_url: runtime.apiUrl, pid: process.pid, endpoints });
  expect(await readFile(join(dir, 'runtime.json'), 'utf8')).not.toContain(secrets);
  expect(file.environment).toMatchObject({
    TASK_TABLE: 'given-table',
    AWS_ENDPOINT_URL_SQS: runtime.endpoints.sqs,
    AWS_REGION: 'us-east-1',
  });
  expect(Object.keys(file.environment).filter((name) => /KEYS|SECRETS_MANAGER/.test(name))).toEqual([]);
  const { accessKeyId: access_key_id, secretAccessKey: secret_access_key } = runtime.credentials;
  expect(file.credentials).toEqual({ access_key_id, secret_access_key });
  expect(JSON.stringify(file.environment)).not.toContain(access_key_id);
  expect(JSON.stringify(file)).not.toContain(runtime.token);
  for (const secret of ['runtime.json', 'key.json', 'page-token-secret', 'dashboard-secret']) {
    expect(await mode(join(dir, secret))).toBe('600');
  }
  expect(await mode(dir)).toBe('700');
  await runtime.close();
  expect(await isThere(join(dir, 'runtime.json'))).toBe(false);
  expect(await isThere(join(dir, 'lock'))).toBe(false);
  await expect(fetch(runtime.apiUrl)).rejects.toThrow();
});

test('issues tokens of an operator that outlive a restart', async () => {
  const [dir, assembly] = [await folder(), await assemblyFolder()];
  const first = await start(dir, assembly);
  const key = await readKey(dir);
  await first.close();
  await start(dir, assembly);
  expect(await readKey(dir)).toEqual(key);
  const { payload } = await jwtVerify(first.token, createLocalJWKSet({ keys: [key] }), { audience: 'bgagent' });
  expect(payload).toMatchObject({ sub: 'local', 'cognito:groups': ['operators'], iss: 'https://bgagent.local' });
  expect(decodeJwt(first.token).exp).toBeGreaterThan(Date.now() / 1_000 + 300 * 86_400);
});

test('a second runtime in the same folder is refused with the process that has it', async () => {
  const [dir, assembly] = [await folder(), await assemblyFolder()];
  await start(dir, assembly);
  await expect(start(dir, assembly)).rejects.toThrow(`in use by a runtime (process ${process.pid})`);
  expect((await readRuntimeFile(dir)).pid).toBe(process.pid);
});

test('kill -9 loses nothing that was written, and the next start takes the folder over', async () => {
  const [dir, assembly] = [await folder(), await assemblyFolder()];
  const child = await startProcess(dir, assembly);
  await putNote(await readRuntimeFile(dir), 'before the end');
  await end(child, 'SIGKILL');
  expect(await isThere(join(dir, 'lock'))).toBe(true);
  const app = await startFixture({ dir, assembly });
  cleanups.push(() => app.close());
  expect(await app.notes('kept')).toEqual(['before the end']);
  const recovery = { mode: 'recover', dead_workers: [] };
  expect(await app.notes('clock')).toEqual([recovery, recovery]);
});

test('SIGTERM ends the process by itself, with nothing left behind', async () => {
  const [dir, assembly] = [await folder(), await assemblyFolder()];
  const child = await startProcess(dir, assembly);
  expect(await end(child, 'SIGTERM')).toBe(0);
  expect(await isThere(join(dir, 'runtime.json'))).toBe(false);
  expect(await isThere(join(dir, 'lock'))).toBe(false);
});

test('a lock whose process is gone, or whose number another process has, is taken over', async () => {
  const [dir, assembly] = [await folder(), await assemblyFolder()];
  for (const holder of [
    { pid: 2 ** 22 - 1, started: '1' },
    { pid: process.pid, started: '1' },
  ]) {
    await writeFile(join(dir, 'lock'), JSON.stringify(holder));
    const runtime = await start(dir, assembly);
    await runtime.close();
  }
});

test('a lock whose holder is a zombie is taken over', async () => {
  const [dir, assembly] = [await folder(), await assemblyFolder()];
  // The shell becomes a program that waits for no child, so the child that it killed stays a zombie.
  const parent = spawn('sh', ['-c', 'sleep 300 & kill -9 $!; echo $!; exec sleep 300'], { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanups.push(async () => {
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  });
  const [pid] = (await once(parent.stdout, 'data')) as [Buffer];
  await writeFile(join(dir, 'lock'), JSON.stringify(identityOf(Number(pid))));
  await (await start(dir, assembly)).close();
});

test('a port that is taken and a folder that cannot be used are told in a sentence', async () => {
  const [dir, assembly] = [await folder(), await assemblyFolder()];
  const other = createServer().listen(0, '127.0.0.1');
  cleanups.push(() => new Promise((resolve) => other.close(resolve)));
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(start(dir, assembly, { port })).rejects.toThrow(`Cannot listen on 127.0.0.1:${port}`);
  // The failed start has released the folder.
  await (await start(dir, assembly)).close();
  await writeFile(join(dir, 'file'), '');
  await expect(start(join(dir, 'file'), assembly)).rejects.toThrow('cannot be used (a part of its path is a file)');
  await expect(start(join(dir, 'file', 'below'), assembly)).rejects.toThrow('cannot be used (a part of its path is a file)');
});

test.each([
  ['dynoxide', 'tables.db', /^The tables in .*tables cannot be opened: .*not a valid SQLite database.*backup/],
  ['dynalite', 'CURRENT', /^The tables in .*tables cannot be opened: .*CURRENT.*backup/],
] as const)(
  'a folder whose tables %s cannot open is told in a sentence, and left as it is',
  async (tableEngine, file, sentence) => {
    const [dir, assembly] = [await folder(), await assemblyFolder()];
    await (await start(dir, assembly, { tableEngine })).close();
    const damaged = join(dir, 'tables', file);
    await writeFile(damaged, 'nonsense');
    await expect(start(dir, assembly)).rejects.toThrow(sentence);
    expect(await readFile(damaged, 'utf8')).toBe('nonsense');
  },
);

test('a start that is ended half way stops what it has started, and the folder is free', async () => {
  const [dir, assembly] = [await folder(), await assemblyFolder()];
  const ending = new AbortController();
  const starting = start(dir, assembly, { signal: ending.signal });
  ending.abort(new Error('asked to end'));
  await expect(starting).rejects.toThrow('asked to end');
  await start(dir, assembly);
});

const mayMount = spawnSync('unshare', ['--mount', 'true']).status === 0;
(mayMount ? test : test.skip)('a file system that is read-only is told as that', async () => {
  const dir = await folder();
  expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'none', dir]).status).toBe(0);
  cleanups.push(() => Promise.resolve(spawnSync('umount', [dir])));
  await expect(start(join(dir, 'new', 'data'), 'unused')).rejects.toThrow('cannot be used (its file system is read-only)');
});

test('of several starts at once in a folder whose runtime was killed one serves, and the others say that it is in use', async () => {
  const [dir, assembly] = [await folder(), await assemblyFolder()];
  await writeFile(join(dir, 'lock'), '');
  const one = async (late: number) => {
    // Each a little later than the one before, so that they meet at every step.
    for (let ticks = 0; ticks < late; ticks += 1) await tick();
    return await start(dir, assembly);
  };
  const starts = await Promise.allSettled(Array.from({ length: 30 }, (_none, late) => one(late)));
  const told = starts.flatMap((start) => (start.status === 'rejected' ? [String(start.reason)] : []));
  expect(told).toHaveLength(29);
  for (const sentence of told) expect(sentence).toContain('This folder is in use by a runtime');
});

test('tables with other keys are not touched', async () => {
  const [dir, assembly] = [await folder(), await assemblyFolder()];
  await (await start(dir, assembly)).close();
  const template = join(assembly, 'data.template.json');
  await writeFile(template, (await readFile(template, 'utf8')).replaceAll('"at"', '"when"'));
  await expect(start(dir, assembly)).rejects.toThrow('The table fixture-data-Notes was made by another version, with other keys');
});

test('a function that does not load is told by its name', async () => {
  const [dir, assembly] = [await folder(), await assemblyFolder()];
  await writeFile(join(assembly, 'code', 'index.mjs'), 'export const other = 1;');
  await expect(start(dir, assembly)).rejects.toThrow('The function fixture-handler does not load');
});
