import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { functionNames } from '../../lib/bundle.ts';
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

  test('a variable that is empty is named at the start', async () => {
    const environment = { ...environmentOf(app.template, 'clock'), MAILBOX_QUEUE_URL: '' };
    expect(await load(app.bundles.clock, environment)).toContain('MAILBOX_QUEUE_URL');
  });

  test.each(functionNames)('%s is small enough to start fast', async (name) => {
    expect((await stat(join(app.bundles[name], 'index.mjs'))).size).toBeLessThan(1_000_000);
  });
});
