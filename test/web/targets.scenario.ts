/** The targets of a fleet: a few, with the panel of one beside them. */
import type { Locator, Page } from 'playwright-core';
import { must } from '../scenarios/answers.ts';
import { Site } from './harness/site.ts';
import type { Visit } from './harness/visit.ts';

/** Prints an instruction to a terminal and what would be an element of a page, then fails, prints on and on, or changes a file. */
const command = [
  String.raw`printf '\033[31mred\033[0m <img src=x onerror=alert(1)> in %s\n' "$BGAGENT_REPO"`,
  'case "$BGAGENT_REPO" in',
  '*bad) echo "cannot build" >&2; exit 1;;',
  '*slow) i=0; while [ $i -lt 6000 ]; do i=$((i + 1)); echo "line $i"; sleep 0.1; done;;',
  '*) echo hello > hello.txt;;',
  'esac',
].join('\n');

let site: Site;
let fleetId: string;
beforeAll(async () => {
  site = await Site.start();
  await site.onboard(['bad', 'good', 'slow']);
  const targets = ['acme/bad', 'acme/good', 'acme/slow'];
  const body = { title: 'Say hello', workflow_ref: 'shell/run-v1', params: { command }, failure: null, targets };
  ({ fleet_id: fleetId } = must(await site.product.client.submitFleet({ body })));
  await site.product.waitFor(fleetId, ({ progress: { counts } }) => counts.FAILED + counts.SUCCEEDED + counts.RUNNING === 3);
});
afterAll(() => site.close());

const outputOf = ({ page }: Visit): Locator => page.locator('.output-text');
const queryOf = (page: Page, name: string): string | null => new URL(page.url()).searchParams.get(name);

test('what an attempt printed is text with its colours, and nothing else', async () => {
  const visit = await site.visit(`/fleets/${fleetId}`);
  await visit.click('link', 'bad');
  await visit.sees('agent: The command failed: exit code 1');
  await visit.sees('The request has to change, or what it works on.');
  const output = outputOf(visit);
  await output.getByText('<img src=x onerror=alert(1)> in acme/bad').waitFor();
  expect(await output.locator('.fg-1').textContent()).toBe('red');
  expect(await output.textContent()).not.toContain('\u001B');
  expect(await visit.page.locator('img[src="x"]').count()).toBe(0);
  expect(queryOf(visit.page, 'target')).toBe('bad');
  await visit.look('target-panel');
});

test('the output is followed to its end, unless somebody has scrolled up', async () => {
  const visit = await site.visit(`/fleets/${fleetId}?target=slow`);
  const output = outputOf(visit);
  await visit.page.waitForFunction(isScrolledToEndOfMuch, '.output-text');
  const seen = (await output.textContent()) ?? '';
  await output.evaluate((element) => {
    element.scrollTop = 0;
  });
  await visit.sees('Follow the end');
  await visit.page.waitForFunction(
    ([selector = '', before = '']) => {
      const now = document.querySelector(selector)?.textContent ?? '';
      return now.length > before.length;
    },
    ['.output-text', seen],
  );
  expect(await output.evaluate(({ scrollTop }) => scrollTop)).toBe(0);
  await visit.click('button', 'Follow the end');
  await visit.page.waitForFunction(isScrolledToEndOfMuch, '.output-text');
  expect(visit.requests.some((request) => /\/output\?last_bytes=65536 200$/.test(request))).toBe(true);
  visit.expectNoComplaints();
});

const isScrolledToEndOfMuch = (selector: string): boolean => {
  const element = document.querySelector(selector);
  if (element === null) return false;
  const { scrollTop, scrollHeight, clientHeight } = element;
  return scrollHeight > clientHeight && scrollHeight - scrollTop - clientHeight <= 24;
};

test('an earlier attempt can be read, and has an address', async () => {
  const { client } = site.product;
  must(await client.retryFleet({ params: { fleet_id: fleetId }, body: { targets: ['bad'] } }));
  const attempts = async (): Promise<readonly string[]> =>
    must(await client.getTarget({ params: { fleet_id: fleetId, path: 'bad' } })).attempts.map(({ status }) => status);
  await site.product.waitFor(fleetId, ({ progress: { counts } }) => counts.FAILED === 1 && counts.RUNNING === 1);
  expect(await attempts()).toEqual(['FAILED', 'FAILED']);
  const visit = await site.visit(`/fleets/${fleetId}?target=bad&attempt=1`);
  const first = visit.page.getByRole('button', { name: '1 · first try · failed' });
  await first.waitFor();
  expect(await first.getAttribute('aria-pressed')).toBe('true');
  await outputOf(visit).getByText('cannot build').waitFor();
  const [one] = must(await client.getTarget({ params: { fleet_id: fleetId, path: 'bad' } })).attempts;
  expect(visit.requests.some((request) => request.includes(`/v1/tasks/${one?.task_id ?? ''}/output`))).toBe(true);
  await visit.click('button', '2 · retry · failed');
  await visit.page.waitForFunction(() => !location.search.includes('attempt'));
  await visit.look('target-attempts');
});

test('filters are in the address, and a selection offers the commands that fit it', async () => {
  const visit = await site.visit(`/fleets/${fleetId}?status=failed`);
  await visit.sees('(1 of 3)');
  await visit.page.reload();
  await visit.sees('(1 of 3)');
  await visit.click('checkbox', 'Select bad');
  await visit.click('button', 'Retry 1');
  const dialog = visit.page.getByRole('dialog');
  await dialog.waitFor();
  await visit.page.keyboard.press('Escape');
  await visit.click('button', 'Show all');
  await visit.page.waitForFunction(() => !location.search.includes('status'));
  await visit.page.getByLabel('Find targets by path or repository').fill('GOO');
  await visit.sees('(1 of 3)');
  expect(queryOf(visit.page, 'q')).toBe('GOO');
  const saved = visit.page.waitForEvent('download');
  await visit.click('button', 'CSV');
  expect((await saved).suggestedFilename()).toBe(`${fleetId}.csv`);
  visit.expectNoComplaints();
});

test('by the keyboard alone: rows, panel, tabs, neighbours, and the focus back in its row', async () => {
  const visit = await site.visit(`/fleets/${fleetId}`);
  const { page } = visit;
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  await page.getByRole('table', { name: 'Targets of Say hello' }).getByRole('link', { name: 'bad' }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  expect(await focused()).toBe('good');
  await page.keyboard.press('k');
  expect(await focused()).toBe('bad');
  await page.keyboard.press('x');
  await visit.sees('1 selected.');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.search.includes('target=good'));
  await page.keyboard.press('d');
  await visit.sees('hello.txt');
  await page.keyboard.press('o');
  await outputOf(visit).getByText('in acme/good').waitFor();
  await page.keyboard.press(']');
  await page.waitForFunction(() => location.search.includes('target=slow'));
  await page.keyboard.press('[');
  await page.waitForFunction(() => location.search.includes('target=good'));
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !location.search.includes('target'));
  await page.waitForFunction(() => document.activeElement?.textContent === 'good');
  await page.keyboard.press('/');
  await page.keyboard.type('xjx');
  await page.waitForFunction(() => location.search.includes('q=xjx'));
  await visit.sees('No target fits.');
  await visit.sees('1 selected.');
  visit.expectNoComplaints();
});
