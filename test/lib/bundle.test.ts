import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { functionNames, workerFunctionNames } from '../../contracts/environment.ts';
import { bundleFunctions } from '../../lib/bundle.ts';
import { writeExample, type Example } from './example-app.ts';

describe('bundles', () => {
  let example: Example;
  beforeAll(async () => {
    example = await writeExample();
  });
  afterAll(() => example.remove());

  test('each function gets a folder with a module', async () => {
    expect(Object.keys(example.bundles)).toEqual([...functionNames, ...workerFunctionNames]);
    for (const folder of Object.values(example.bundles)) expect((await stat(join(folder, 'index.mjs'))).isFile()).toBe(true);
  });

  test('the same code gives the same bundle, wherever it is put', async () => {
    const again = await bundleFunctions(join(example.folder, 'again'), join(example.folder, 'lambdas'));
    const read = (folder: string) => readFile(join(folder, 'index.mjs'), 'utf8');
    expect(await read(again.clock)).toBe(await read(example.bundles.clock));
  });

  test('a function without code is named', async () => {
    const other = await writeExample();
    await rm(join(other.folder, 'lambdas', 'task-events'), { recursive: true });
    const bundling = bundleFunctions(join(other.folder, 'more'), join(other.folder, 'lambdas'));
    await expect(bundling).rejects.toThrow(/A function has no code: .*task-events\/handler\.ts is missing/);
    await other.remove();
  });
});
