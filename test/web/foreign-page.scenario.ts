/**
 * A page of another server on this machine, opened in the browser that is signed in. The browser takes all ports of a host for one
 * site and sends the cookie, so only the runtime can refuse it.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Frame, Page } from 'playwright-core';
import { Site } from './harness/site.ts';
import type { Visit } from './harness/visit.ts';

let site: Site;
let server: Server;
let foreign: string;
beforeAll(async () => {
  site = await Site.start({ workers: 0 });
  server = createServer((_request, response) => {
    response
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><title>Another page</title><link rel="icon" href="data:,">');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has such an address.
  foreign = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await site.close();
});

/** What the browser gets from now on, also of answers that it keeps from the page: `POST /v1/fleets cookie 403`. */
async function listen(page: Page): Promise<string[]> {
  const network = await page.context().newCDPSession(page);
  const asked = new Map<string, string>();
  const answers: string[] = [];
  network.on('Network.requestWillBeSentExtraInfo', ({ requestId, headers }) => {
    asked.set(requestId, /bgagent-\d+=/.test(headers['Cookie'] ?? '') ? 'cookie' : '-');
  });
  const urls = new Map<string, string>();
  network.on('Network.requestWillBeSent', ({ requestId, request }) => {
    urls.set(requestId, `${request.method} ${new URL(request.url).pathname}`);
  });
  network.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) => {
    answers.push(`${urls.get(requestId) ?? ''} ${asked.get(requestId) ?? ''} ${statusCode}`);
  });
  await network.send('Network.enable');
  return answers;
}

async function onForeignPage(): Promise<Visit> {
  const visit = await site.visit('/fleets');
  await visit.sees('Fleets');
  // It is a foreign page: everything about it is complained of, and each test says what it wants.
  visit.expectComplaint(/./);
  await visit.page.goto(foreign);
  return visit;
}

const repositories = async (): Promise<number> => {
  const answer = await site.product.client.listRepos({});
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.data.length;
};

test('reads nothing and changes nothing by scripts, although the browser sends the cookie', async () => {
  const { page } = await onForeignPage();
  const answers = await listen(page);
  const told = await page.evaluate(async (url) => {
    const attempts: [string, RequestInit][] = [
      ['/v1/fleets', { credentials: 'include' }],
      ['/v1/fleets', { credentials: 'include', mode: 'no-cors' }],
      ['/v1/fleets', { credentials: 'include', mode: 'no-cors', method: 'POST', body: '{}' }],
      ['/local/codes', { credentials: 'include', mode: 'no-cors', method: 'POST' }],
      ['/local/sign-out', { credentials: 'include', mode: 'no-cors', method: 'POST' }],
      ['/v1/repos/acme/evil', { credentials: 'include', method: 'PUT', headers: { 'x-bgagent-csrf': '1' }, body: '{}' }],
    ];
    const results: string[] = [];
    for (const [path, init] of attempts) {
      results.push(
        await fetch(url + path, init).then(
          ({ type }) => type,
          () => 'failed',
        ),
      );
    }
    return results;
  }, site.url);
  expect(new Set(told)).toEqual(new Set(['failed']));
  expect(answers).toEqual(
    expect.arrayContaining([
      'GET /v1/fleets cookie 403',
      'POST /v1/fleets cookie 403',
      'POST /local/codes cookie 401',
      'POST /local/sign-out cookie 403',
    ]),
  );
  expect(answers.filter((answer) => / 2\d\d$/.test(answer))).toEqual([]);
  expect(await repositories()).toBe(0);
  await page.goto(`${site.url}/v1/me`);
  expect(await page.textContent('body')).toContain('"operator":true');
});

test('changes nothing by a form', async () => {
  const { page } = await onForeignPage();
  await page.setContent(`<form method="post" action="${site.url}/v1/fleets"><button>Win</button></form>`);
  const answered = page.waitForResponse(`${site.url}/v1/fleets`);
  await page.click('button');
  expect((await answered).status()).toBe(403);
});

test('shows the page in no frame', async () => {
  const { page } = await onForeignPage();
  const refused = page.waitForEvent('framenavigated', (frame: Frame) => frame.url().startsWith('chrome-error:'));
  await page.setContent(`<iframe src="${site.url}/fleets"></iframe>`);
  const frame = await refused;
  expect(await frame.locator('#page').count()).toBe(0);
});

test('gets nothing under a name that leads to this machine', async () => {
  const visit = await site.visit('/fleets');
  visit.expectComplaint(/421|third party/);
  const rebound = site.url.replace('127.0.0.1', 'rebound.localhost');
  const answer = await visit.page.goto(`${rebound}/fleets`);
  expect([answer?.status(), await visit.page.textContent('body')]).toEqual([421, expect.stringContaining('answers only at')]);
  visit.expectNoComplaints();
});
