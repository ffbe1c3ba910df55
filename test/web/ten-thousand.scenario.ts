/** A fleet of ten thousand targets: only what is seen is in the page and is read. */
import { must } from '../scenarios/answers.ts';
import { Site } from './harness/site.ts';

const named = (group: string, count: number) => ({
  name: group,
  targets: Array.from({ length: count }, (_none, index) => ({ repo: 'acme/one', id: `job-${index}` })),
});

let site: Site;
let fleetId: string;
beforeAll(async () => {
  site = await Site.start({ workers: 0 });
  await site.onboard(['one']);
  const groups = [named('payments', 500), named('others', 9_500)];
  const settings = { title: 'Ten thousand', workflow_ref: 'shell/run-v1', params: { command: 'true' }, require_approval: true };
  ({ fleet_id: fleetId } = must(await site.product.client.submitFleet({ body: { ...settings, groups } })));
});
afterAll(() => site.close());

const readsOfRows = (requests: readonly string[]): string[] => requests.filter((request) => request.includes('ordinals='));

test('has few elements, and reads the rows that are seen', async () => {
  const visit = await site.visit(`/fleets/${fleetId}`);
  const { page } = visit;
  await visit.sees('payments/job-0');
  expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(3_000);
  const grid = page.getByRole('grid', { name: 'Targets of Ten thousand' });
  expect(await grid.getAttribute('aria-rowcount')).toBe('10001');
  expect(readsOfRows(visit.requests)).toEqual([expect.stringContaining('ordinals=0-99&limit=100 200')]);
  await page.getByLabel('Number of a target').fill('9000');
  await visit.click('button', 'Go to');
  await visit.sees('others/job-8500');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-rowindex') === '9002');
  expect(readsOfRows(visit.requests).length).toBeLessThanOrEqual(4);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.search.includes('target=others%2Fjob-8501'));
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-rowindex') === '9003');
  await visit.look('ten-thousand');
});

test('the map is moved through by keys, tells where it is, and opens a target', async () => {
  const visit = await site.visit(`/fleets/${fleetId}`);
  const { page } = visit;
  const map = page.getByRole('slider', { name: /^Map of 10,000 targets: 10,000 waiting/ });
  await map.focus();
  await page.keyboard.press('End');
  expect(await map.getAttribute('aria-valuetext')).toBe('9,999, waiting, in others');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.search.includes('target=others%2Fjob-9498'));
  await visit.sees('others/job-9498');
  visit.expectNoComplaints();
});

test('a command goes to the 500 that a filter shows, and its effect is seen without reading anew', async () => {
  const visit = await site.visit(`/fleets/${fleetId}?group=payments`);
  const { page } = visit;
  await visit.sees('(500 of 10,000)');
  await visit.click('checkbox', 'Select all 500 targets that are shown');
  await visit.sees('500 selected.');
  await visit.click('button', 'Cancel 500');
  await page.getByRole('dialog').waitFor();
  const asked = page.waitForRequest((request) => request.url().endsWith('/targets/cancel'));
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Cancel 500/ })
    .click();
  const body: unknown = (await asked).postDataJSON();
  expect(body).toHaveProperty('targets.0', 'payments/job-0');
  expect(body).toHaveProperty('targets.499', 'payments/job-499');
  await page.getByRole('slider', { name: /9,500 waiting/ }).waitFor();
  await visit.sees('Cancelled');
  await page.goto(`${site.url}/fleets/${fleetId}?status=cancelled`);
  await visit.sees('(500 of 10,000)');
  expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('501');
  visit.expectNoComplaints();
});

test('a text is looked for by pages', async () => {
  const visit = await site.visit(`/fleets/${fleetId}?q=job-94`);
  await visit.sees('payments/job-94');
  await visit.sees('(12+ of 10,000)');
  await visit.click('button', /^Look for more/);
  await visit.sees('(112 of 10,000)');
  visit.expectNoComplaints();
});
