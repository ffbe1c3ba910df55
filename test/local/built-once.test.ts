import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { builtOnce, type Build } from '../../local/built-once.ts';
import { temporaryFolder } from './fixture-app.ts';
import { waitFor } from './fixture-runtime.ts';

let log: Awaited<ReturnType<typeof temporaryFolder>>;
let build: Build;
const cacheOf = ({ cache }: Build): string => join(import.meta.dirname, '..', '..', '.cache', cache);
const runs = (): Promise<string> => readFile(join(log.path, 'log'), 'utf8').catch(() => '');
const ending = (end: string): Build => ({ ...build, program: (folder) => ({ file, args: [folder, end] }) });
const file = 'test/local/program-that-builds.js';

beforeEach(async () => {
  log = await temporaryFolder();
  build = {
    cache: `test-${randomUUID()}`,
    sources: ['package.json', 'test/local/dashboard'],
    sign: 'sign.txt',
    program: (folder) => ({ file, args: [folder], env: { BUILD_LOG: join(log.path, 'log') } }),
    failure: 'The thing could not be built',
  };
});
afterEach(async () => {
  await Promise.all([log.remove(), rm(cacheOf(build), { recursive: true, force: true })]);
});

test('a folder is made once for a state of the sources, and again for other sources', async () => {
  const told: string[] = [];
  const first = await builtOnce(build, () => told.push('first'));
  expect(await readFile(join(first, 'sign.txt'), 'utf8')).toBe('built');
  expect(await builtOnce(build, () => told.push('again'))).toBe(first);
  expect(await builtOnce({ ...build, sources: ['package.json'] }, () => told.push('other'))).not.toBe(first);
  expect([told, await runs()]).toEqual([['first', 'other'], 'xx']);
});

test('two starts at once get the same whole folder, and leave no other', async () => {
  const [one, two] = await Promise.all([builtOnce(build, () => undefined), builtOnce(build, () => undefined)]);
  expect(one).toBe(two);
  expect((await readdir(cacheOf(build))).map((name) => join(cacheOf(build), name))).toEqual([one]);
});

test('what is done after the program is part of the folder', async () => {
  const refused = builtOnce({ ...build, finish: () => Promise.reject(new Error('no room')) }, () => undefined);
  await expect(refused).rejects.toThrow('no room');
  expect(await readdir(cacheOf(build))).toEqual([]);
});

test('a program that fails leaves nothing, and the error has its output', async () => {
  await expect(builtOnce(ending('fail'), () => undefined)).rejects.toThrow(
    `The thing could not be built (node ${file}):\nweb/main.tsx:3:7: a word is missing`,
  );
  expect(await readdir(cacheOf(build))).toEqual([]);
});

test('a signal ends the program', async () => {
  const end = new AbortController();
  const building = builtOnce(ending('hang'), () => undefined, end.signal);
  const ended = expect(building).rejects.toBe('enough');
  const cache = cacheOf(build);
  await waitFor(
    async () => (existsSync(cache) ? readdir(cache, { recursive: true }) : []),
    (found) => found.some((name) => name.endsWith('sign.txt')),
  );
  end.abort('enough');
  await ended;
  expect(await readdir(cache)).toEqual([]);
});
