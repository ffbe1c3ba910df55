import { join } from 'node:path';
import { startFixture, type FixtureRuntime } from '../local/fixture-runtime.ts';
import { changeOf, send, services, signedAs } from '../local/intruder.ts';
import { whatHappened } from '../local/what-happened.ts';
import { findBrowser, openPage } from './browser.ts';
import { startPageServer } from './page-server.ts';

const browser = findBrowser();
if (browser === undefined) process.stderr.write('NOT RUN: a page needs Chromium or Chrome, which this machine does not have.\n');

let app: FixtureRuntime;
beforeAll(async () => {
  app = await startFixture();
});
afterAll(async () => {
  await app.close();
});

/** Names of what the queue engine serves besides queues. */
async function topics(): Promise<string> {
  const { accessKeyId } = app.runtime.credentials;
  const headers = { 'content-type': 'application/x-www-form-urlencoded', ...signedAs(accessKeyId) };
  return (await send(app.runtime.endpoints.sqs, { headers, body: 'Action=ListTopics' })).text;
}

(browser === undefined ? test.skip : test)('a page of another origin reads nothing and changes nothing', async () => {
  const { endpoints } = app.runtime;
  const targets = services.map((service) => {
    const { headers, body } = changeOf(service, endpoints, 'page');
    return { service, url: endpoints[service], headers, body, signed: signedAs('local') };
  });
  const server = await startPageServer({ page: join(import.meta.dirname, 'page.html'), targets });
  const page = await openPage(browser ?? '', server.url);
  try {
    const told = await server.told;
    expect(told).toHaveLength(8 * services.length);
    expect(told.filter((line) => !line.endsWith(': unreadable'))).toEqual([]);
    expect(await whatHappened(app, 'page')).toEqual([]);
    expect(await topics()).toContain('ListTopicsResult');
    expect(await topics()).not.toContain('of-a-page');
  } finally {
    await page.close();
    await server.close();
  }
});
