import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { functionEnvironment, functionNames } from '../../contracts/environment.ts';
import { shipApp, type ShippedApp } from './shipped-app.ts';
import { environmentOf, load } from './shipped.ts';

let app: ShippedApp;
beforeAll(async () => {
  app = await shipApp();
});
afterAll(() => app.remove());

describe('the functions that are shipped', () => {
  test.each(functionNames)('%s starts with the environment that the stack gives it, and nothing else', async (name) => {
    expect(await load(app.bundles[name], environmentOf(app.template, name))).toBe('function');
  });

  // The minifier keeps the names of properties: a setting that is used stands in the code as `settings.NAME`.
  test.each(functionNames)('%s reads every variable that it is given', async (name) => {
    const code = await readFile(join(app.bundles[name], 'index.mjs'), 'utf8');
    expect(functionEnvironment[name].filter((variable) => !code.includes(`.${variable}`))).toEqual([]);
  });

  test('a variable that is empty is named at the start', async () => {
    const environment = { ...environmentOf(app.template, 'clock'), MAILBOX_QUEUE_URL: '' };
    expect(await load(app.bundles.clock, environment)).toContain('MAILBOX_QUEUE_URL');
  });

  test.each(functionNames)('%s is small enough to start fast', async (name) => {
    expect((await stat(join(app.bundles[name], 'index.mjs'))).size).toBeLessThan(1_000_000);
  });
});
