/** What all screens share: the list and the inbox, addresses, keys, signing in, and what is shown when the service does not answer. */
import type { RequestOf } from '../../contracts/http/client.ts';
import type { Operations } from '../../contracts/http/operations.ts';
import { must } from '../scenarios/answers.ts';
import { Site } from './harness/site.ts';
import type { Visit } from './harness/visit.ts';

let site: Site;
beforeAll(async () => {
  // Nobody works: what is submitted stays as it is.
  site = await Site.start({ workers: 0 });
  await site.onboard(['pay', 'web']);
});
afterAll(() => site.close());

type Submitted = RequestOf<Operations['submitFleet']>['body'];

async function submit(title: string, more: Partial<Submitted> = {}): Promise<string> {
  const body = { title, workflow_ref: 'shell/run-v1', params: { command: 'true' }, targets: ['acme/pay', 'acme/web'], ...more };
  return must(await site.product.client.submitFleet({ body, headers: { 'idempotency-key': title.replaceAll(' ', '-') } }))
    .fleet_id;
}

/** As a person who comes back to the window. */
const comeBack = (visit: Visit) => visit.page.evaluate(() => window.dispatchEvent(new Event('focus')));

const focused = (visit: Visit) => visit.page.evaluate(() => document.activeElement?.textContent ?? '');

async function waitForTitle(visit: Visit, title: string): Promise<void> {
  await visit.page.waitForFunction((expected) => document.title === expected, title);
}

test('an empty list and an empty inbox say what to do next; an unknown address has a way back', async () => {
  const visit = await site.visit('/fleets');
  await visit.sees('No fleets in the last 30 days');
  await visit.sees('bgagent fleet submit');
  await visit.look('fleets-empty');
  await visit.page.goto(`${site.url}/inbox`);
  await visit.sees('Nothing waits for you.');
  await visit.look('inbox-empty');
  await visit.page.goto(`${site.url}/nowhere`);
  await visit.sees('There is no such page');
  await visit.look('not-found');
  visit.expectComplaint(/404/);
  await visit.page.goto(`${site.url}/fleets/01ARZ3NDEKTSV4RRFFQ69G5FAV`);
  await visit.sees('There is no such fleet');
  await visit.look('no-such-fleet');
});

test('filters of the list are in the address: reload keeps them, and Back comes back to them', async () => {
  await submit('Add a licence', { labels: { team: 'pay' } });
  await submit('Migrate to slog', { labels: { team: 'web' }, require_approval: true });
  await submit('Bump Go', { labels: { team: 'pay' }, require_approval: true });
  const visit = await site.visit('/fleets');
  await visit.sees('Bump Go');
  await visit.look('fleets');
  await visit.click('button', 'team=pay');
  await visit.page.getByText('Migrate to slog').waitFor({ state: 'detached' });
  expect(new URL(visit.page.url()).search).toBe('?label=team%3Dpay');
  await visit.click('button', /^Status/);
  await visit.page.getByRole('option', { name: 'Waiting' }).click();
  await visit.page.keyboard.press('Escape');
  await visit.page.getByText('Add a licence').waitFor({ state: 'detached' });
  const { search } = new URL(visit.page.url());
  expect(search).toBe('?label=team%3Dpay&status=pending');
  await visit.page.reload();
  await visit.sees('Bump Go');
  await visit.sees('Label: team=pay');
  await visit.look('fleets-filtered');
  await visit.click('link', 'Bump Go');
  await visit.page.getByRole('heading', { level: 1, name: 'Bump Go' }).waitFor();
  await visit.page.goBack();
  await visit.sees('Label: team=pay');
  expect(new URL(visit.page.url()).search).toBe(search);
  await visit.click('button', /^All fleets, not only label/);
  await visit.sees('Migrate to slog');
  await visit.page.getByRole('searchbox', { name: 'Find fleets' }).fill('SLOG');
  await visit.page.getByText('Bump Go').waitFor({ state: 'detached' });
  await visit.sees('1 of 2');
  visit.expectNoComplaints();
});

test('an address that the API refuses says what is wrong, and the filter can be taken away', async () => {
  const visit = await site.visit('/fleets?status=asleep');
  visit.expectComplaint(/400/);
  await visit.sees('must be "PENDING"');
  await visit.look('fleets-refused');
});

test('what waits is in the inbox, in the navigation, in the title and on the icon; a decision of another person takes it away', async () => {
  const fleetId = await submit('Rotate the base image', { require_approval: true });
  const visit = await site.visit('/inbox');
  await visit.sees('Rotate the base image');
  await waitForTitle(visit, '(3) Inbox · bgagent');
  const icon = () => visit.page.evaluate(() => document.querySelector('link[rel="icon"]')?.getAttribute('href') ?? '');
  expect(await icon()).toContain('circle');
  await visit.sees('Mine (3)');
  expect(await visit.page.locator('#content').getByRole('heading', { level: 2 }).allTextContents()).toEqual([
    expect.stringContaining('Migrate to slog'),
    expect.stringContaining('Bump Go'),
    expect.stringContaining('Rotate the base image'),
  ]);
  await visit.page.getByRole('button', { name: 'Approve and start' }).nth(2).waitFor();
  await visit.look('inbox');
  must(
    await site.product.client.continueFleet({
      params: { fleet_id: fleetId },
      body: {},
      headers: { 'idempotency-key': 'another-person' },
    }),
  );
  await comeBack(visit);
  await waitForTitle(visit, '(2) Inbox · bgagent');
  await visit.page.getByText('Rotate the base image').waitFor({ state: 'detached' });
  visit.expectNoComplaints();
});

test('by keys alone: to the screens, to the search, through the rows, and into a fleet; nothing happens while typing', async () => {
  const visit = await site.visit('/fleets');
  await visit.sees('Migrate to slog');
  const { keyboard } = visit.page;
  await keyboard.press('?');
  await visit.page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await visit.sees('Go to the inbox');
  await visit.look('keys');
  await keyboard.press('Escape');
  await visit.page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'hidden' });
  await keyboard.press('g');
  await keyboard.press('i');
  await visit.page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
  expect(await visit.page.evaluate(() => document.activeElement?.id)).toBe('content');
  await keyboard.press('g');
  await keyboard.press('f');
  await visit.page.getByRole('heading', { level: 1, name: /^Fleets/ }).waitFor();
  await visit.sees('Migrate to slog');
  await keyboard.press('/');
  await keyboard.type('gi?');
  expect(await visit.page.getByRole('searchbox', { name: 'Find fleets' }).inputValue()).toBe('gi?');
  await visit.sees('No fleet fits the filters.');
  await visit.look('fleets-none-fits');
  await visit.page.getByRole('searchbox', { name: 'Find fleets' }).fill('');
  await visit.sees('Migrate to slog');
  await visit.page.getByRole('searchbox', { name: 'Find fleets' }).blur();
  await keyboard.press('j');
  await keyboard.press('j');
  await keyboard.press('k');
  const title = await focused(visit);
  expect(title).not.toBe('');
  await keyboard.press('Enter');
  await visit.page.getByRole('heading', { level: 1, name: title }).waitFor();
  visit.expectNoComplaints();
});

test('single letters can be switched off, and light or dark chosen; this browser keeps both', async () => {
  const visit = await site.visit('/settings');
  await visit.sees('Operator');
  await visit.look('settings');
  await visit.page.getByRole('checkbox', { name: 'Single letters and signs as shortcuts' }).uncheck();
  await visit.click('button', /^Appearance/);
  await visit.page.getByRole('menuitemcheckbox', { name: 'Dark' }).click();
  await visit.page.reload();
  await visit.sees('Operator');
  expect(await visit.page.evaluate(() => document.body.classList.contains('awsui-dark-mode'))).toBe(true);
  await visit.page.keyboard.press('?');
  await visit.page.keyboard.press('g');
  await visit.page.keyboard.press('i');
  expect(new URL(visit.page.url()).pathname).toBe('/settings');
  expect(await visit.page.getByRole('dialog', { name: 'Keyboard' }).count()).toBe(0);
  visit.expectNoComplaints();
});

test('who is signed out signs in over what is shown; what was typed is still there', async () => {
  const visit = await site.visit('/inbox');
  await visit.click('button', 'Approve and start');
  const field = visit.page.getByRole('dialog').getByRole('textbox').first();
  await field.fill('typed before');
  visit.expectComplaint(/40[13]/);
  await visit.page.context().clearCookies();
  await comeBack(visit);
  const dialog = visit.page.getByRole('dialog', { name: 'Sign in' });
  await dialog.waitFor();
  await visit.look('sign-in');
  await dialog.getByRole('textbox').fill(`${site.url}/open?code=foreign`);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await visit.sees('This link does not work');
  await dialog.getByRole('textbox').fill(await site.link());
  await visit.page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  expect(await field.inputValue()).toBe('typed before');
  visit.expectNoComplaints();
});

test('signing out ends the session; the page asks for a link and shows nothing new', async () => {
  const visit = await site.visit('/settings');
  await visit.sees('Operator');
  visit.expectComplaint(/401/);
  await visit.click('button', 'Sign out in this browser');
  await visit.page.getByRole('dialog', { name: 'Sign in' }).waitFor();
  await visit.page.reload();
  await visit.page.getByRole('dialog', { name: 'Sign in' }).waitFor();
  expect(await visit.page.context().cookies()).toEqual([]);
  visit.expectNoComplaints();
});

test('a hidden tab asks for nothing, one that is shown again asks at once, and what has not changed is not sent again', async () => {
  const fleetId = await submit('Watch it');
  const visit = await site.visit(`/fleets/${fleetId}`);
  const answers: number[] = [];
  const browser = await visit.page.context().newCDPSession(visit.page);
  await browser.send('Network.enable');
  browser.on('Network.responseReceivedExtraInfo', ({ statusCode }) => answers.push(statusCode));
  await visit.sees('Watch it');
  const read = (): number => visit.requests.filter((request) => request.startsWith(`GET /v1/fleets/${fleetId} `)).length;
  const readAgain = async () => {
    const before = read();
    while (read() === before) await visit.page.waitForTimeout(100);
  };
  await readAgain();
  await readAgain();
  const show = (state: 'hidden' | 'visible') =>
    visit.page.evaluate((shown) => {
      Object.defineProperty(document, 'visibilityState', { get: () => shown, configurable: true });
      Object.defineProperty(document, 'hidden', { get: () => shown === 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    }, state);
  await show('hidden');
  await visit.page.waitForLoadState('networkidle');
  const before = visit.requests.length;
  // Longer than any interval of a fleet at work.
  await visit.page.waitForTimeout(12_000);
  expect(visit.requests.length).toBe(before);
  await show('visible');
  await readAgain();
  expect(answers).toContain(304);
  visit.expectNoComplaints();
});

test('a service that is newer, a fleet of somebody else, and a part of the page that is gone are said in words', async () => {
  const visit = await site.visit('/fleets');
  const { page } = visit;
  await visit.sees('Migrate to slog');
  await page.route('**/assets/*', (route) => route.abort());
  visit.expectComplaint(/ERR_FAILED|dynamically imported module/);
  await visit.click('link', 'Migrate to slog');
  await visit.sees('The page is older than the service');
  await visit.look('part-is-gone');
  await page.unroute('**/assets/*');
  await page.route('**/v1/fleets?*', (route) => route.fulfill({ json: { data: [{ fleet: 'of a later version' }] } }));
  await page.goto(`${site.url}/fleets`);
  await visit.sees('The page is older than the service');
  await visit.look('newer-service');
  await page.unroute('**/v1/fleets?*');
  await visit.click('button', 'Reload the page');
  await visit.sees('Migrate to slog');
  const error = { code: 'FORBIDDEN', message: 'This fleet belongs to somebody else.', request_id: 'r', details: [] };
  await page.route('**/v1/fleets/01ARZ3NDEKTSV4RRFFQ69G5FAV', (route) => route.fulfill({ status: 403, json: { error } }));
  visit.expectComplaint(/403/);
  await page.goto(`${site.url}/fleets/01ARZ3NDEKTSV4RRFFQ69G5FAV`);
  await page.getByRole('heading', { level: 1, name: "This is somebody else's fleet" }).waitFor();
  visit.expectNoComplaints();
});

test('messages of the browser tell of a fleet that waits or ended, once they are switched on', async () => {
  const fleetId = await submit('Tell me', { require_approval: true });
  const visit = await site.visit('/settings');
  const { page } = visit;
  await page.context().grantPermissions(['notifications']);
  await page.evaluate(() => {
    const told: string[] = [];
    // The browser's own one shows nothing that a test could read.
    class Told extends EventTarget {
      static readonly permission = 'granted';
      static readonly requestPermission = () => Promise.resolve('granted');
      constructor(title: string, { body = '' }: NotificationOptions = {}) {
        super();
        told.push(`${title}: ${body}`);
      }
    }
    Object.assign(globalThis, { Notification: Told, told });
    document.hasFocus = () => false;
  });
  const read = page.waitForResponse((response) => response.url().includes('owner=local'));
  await page.getByRole('checkbox', { name: /^Messages of this browser/ }).check();
  await read;
  const headers = { 'idempotency-key': 'tell-me-cancel' };
  must(await site.product.client.cancelFleet({ params: { fleet_id: fleetId }, body: {}, headers }));
  await site.product.waitFor(fleetId, ({ status }) => status === 'CANCELLED');
  await comeBack(visit);
  await page.waitForFunction(() => JSON.stringify(Reflect.get(globalThis, 'told')).includes('Tell me: Cancelled'));
  visit.expectNoComplaints();
});

test('the runtime is gone: what was read stays with a warning, and goes on by itself when it is back; offline it waits for the network', async () => {
  const visit = await site.visit('/fleets');
  await visit.sees('Migrate to slog');
  await visit.page.context().setOffline(true);
  await visit.sees('This browser is offline.');
  await visit.look('offline');
  await visit.page.context().setOffline(false);
  await visit.page.getByText('This browser is offline.').waitFor({ state: 'detached' });
  visit.expectNoComplaints();
  // A runtime that begins answers 503 until it has all its parts.
  visit.expectComplaint(/503|ERR_CONNECTION_(REFUSED|RESET)|ERR_EMPTY_RESPONSE|ERR_SOCKET/);
  await site.kill();
  await comeBack(visit);
  await visit.sees('What you see is not new any more');
  await visit.sees('Migrate to slog');
  await visit.look('stale');
  await site.restart();
  await visit.page.getByText('What you see is not new any more').waitFor({ state: 'detached' });
  await visit.sees('Migrate to slog');
  visit.expectNoComplaints();
});
