/** One fleet in the page: it is watched, decided about, and changed by two people at once. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../scenarios/answers.ts';
import { Site } from './harness/site.ts';
import type { Visit } from './harness/visit.ts';

const names = ['auth', 'users', 'pay', 'ledger', 'search', 'mail'];

let site: Site;
beforeAll(async () => {
  site = await Site.start({ workerConfig: { sandbox: 'none' } });
  await site.onboard(names);
});
afterAll(() => site.close());

type Body = Parameters<typeof site.product.client.submitFleet>[0]['body'];

async function submit(title: string, command: string, more: Partial<Body> = {}): Promise<string> {
  const targets = names.map((name) => `acme/${name}`);
  const body = { title, workflow_ref: 'shell/run-v1', params: { command }, targets, ...more } as Body;
  return must(await site.product.client.submitFleet({ body, headers: { 'idempotency-key': title.replaceAll(' ', '-') } }))
    .fleet_id;
}

/** Waits for the second attempt of what failed in the first. */
const failsOnce =
  'case "$BGAGENT_REPO" in *auth|*users) [ "$BGAGENT_ATTEMPT" != 1 ] || { echo "undefined: slog.Foo" >&2; exit 1; };; esac';
const oneByOne = { max_concurrency: 1, failure: { threshold_count: 2 } };

const dialog = (visit: Visit) => visit.page.getByRole('dialog').filter({ visible: true });
const confirm = (visit: Visit, name: RegExp) => dialog(visit).getByRole('button', { name }).click();

async function edit(fleet_id: string, max_concurrency: number): Promise<void> {
  must(await site.product.client.editFleet({ params: { fleet_id }, body: { max_concurrency } }));
}

test('a fleet is watched to its end, and then nobody asks for it any more', async () => {
  const go = join(site.product.folder, 'go');
  const id = await submit('Watch me', `until [ -e '${go}' ]; do sleep 0.2; done; date > now.txt`, { max_concurrency: 3 });
  const visit = await site.visit(`/fleets/${id}`);
  await visit.page.getByRole('button', { name: '3 running' }).waitFor();
  writeFileSync(go, '');
  await site.product.waitFor(id, ({ status }) => status === 'SUCCEEDED');
  await visit.sees(/^took /);
  await visit.page.getByRole('button', { name: '6 succeeded' }).waitFor();
  await visit.look('fleet-ended');
  const asked = (): number => visit.requests.filter((request) => request.startsWith(`GET /v1/fleets/${id} `)).length;
  const before = asked();
  await visit.page.waitForTimeout(5_000);
  expect(asked()).toBe(before);
});

test('a breach says what helps; retry and continue are two commands, and the reason that was typed is in the log', async () => {
  const id = await submit('Migrate to slog', failsOnce, oneByOne);
  await site.product.waitFor(id, ({ status }) => status === 'PAUSED');
  const visit = await site.visit(`/fleets/${id}`);
  await visit.sees(/Paused: too much failed/);
  await visit.sees('undefined: slog.Foo');
  await visit.look('fleet-paused');
  await visit.click('button', 'Retry 2 and continue');
  await visit.sees('Retry the 2 failed targets and continue?');
  await visit.picture('fleet-dialog');
  await visit.expectAccessible();
  // The first field has the focus.
  await visit.page.keyboard.type('the registry is back');
  await confirm(visit, /Retry 2 and continue/);
  await visit.sees('Retry and continue: done');
  await site.product.waitFor(id, ({ status }) => status === 'SUCCEEDED');
  await visit.click('tab', 'Decision log');
  await visit.sees(/Retrying 2 targets.*the registry is back/);
  await visit.sees(/Continued.*the registry is back/);
  await visit.look('fleet-log');
});

test('what another person changed meanwhile is told, nothing is done, and the second press does it', async () => {
  const id = await submit('Two people', failsOnce, oneByOne);
  await site.product.waitFor(id, ({ status }) => status === 'PAUSED');
  const visit = await site.visit(`/fleets/${id}`);
  await visit.click('button', /^Continue$/);
  await visit.sees('4 targets that wait are launched, 1 at a time.');
  await edit(id, 3);
  visit.expectComplaint(/412/);
  await confirm(visit, /^Continue$/);
  await visit.sees('The fleet changed while you were reading');
  await visit.sees('at once: 1, now 3');
  await visit.sees('4 targets that wait are launched, 3 at a time.');
  expect(await site.product.fleet(id)).toMatchObject({ status: 'PAUSED' });
  await visit.picture('fleet-changed');
  await confirm(visit, /^Continue$/);
  await visit.sees('Continue: done');
  expect(await site.product.waitFor(id, ({ status }) => status === 'PARTIAL')).toMatchObject({ acknowledged_failures: 2 });
  visit.expectNoComplaints();
});

test('a cancel wants the word while something runs, is refused in words once nothing does, and Keep it going sends nothing', async () => {
  const id = await submit('Long', 'sleep 300', { max_concurrency: 2 });
  await site.product.waitFor(id, ({ progress }) => progress.counts.RUNNING === 2);
  const visit = await site.visit(`/fleets/${id}`);
  await visit.sees('Running');
  const openCancel = async (): Promise<void> => {
    await visit.click('button', 'Actions');
    await visit.click('menuitem', 'Cancel…');
    await visit.sees(/2 running targets are stopped now/);
  };
  await openCancel();
  expect(await dialog(visit).getByRole('button', { name: 'Cancel the fleet' }).isDisabled()).toBe(true);
  await confirm(visit, /Keep it going/);
  expect(visit.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  await openCancel();
  await visit.page.keyboard.type('cancel');
  const other = await site.visit(`/fleets/${id}`);
  await other.click('button', 'Pause');
  await confirm(visit, /Cancel the fleet/);
  await visit.sees('Cancel: done');
  await site.product.waitFor(id, ({ status }) => status === 'CANCELLED');
  other.expectComplaint(/412|409/);
  await confirm(other, /^Pause$/);
  await other.sees(/The fleet does not accept this now/);
  visit.expectNoComplaints();
  other.expectNoComplaints();
});

test('a refusal of the fleet closes the dialog and is told in its own words', async () => {
  const id = await submit('Refused', 'true', { max_concurrency: 6 });
  await site.product.waitFor(id, ({ status }) => status === 'SUCCEEDED');
  const visit = await site.visit(`/fleets/${id}`);
  // As of a page that has not been told yet.
  await visit.page.route(`**/v1/fleets/${id}`, async (route) => {
    const answer = await route.fetch();
    const { data } = (await answer.json()) as { data: object };
    await route.fulfill({
      response: answer,
      json: { data: { ...data, status: 'RUNNING', finished_at: null, actions: ['cancel'] } },
    });
  });
  await visit.page.reload();
  await visit.click('button', 'Actions');
  await visit.click('menuitem', 'Cancel…');
  visit.expectComplaint(/409/);
  await confirm(visit, /Cancel the fleet/);
  await visit.sees('Cancel: not done');
  await visit.sees(/SUCCEEDED/);
  expect(await dialog(visit).count()).toBe(0);
  visit.expectNoComplaints();
});

test('an approval starts a fleet, its canary waits, and the rest goes on', async () => {
  const id = await submit('Careful', 'date > now.txt', { require_approval: true, canary: { count: 1 } });
  const visit = await site.visit(`/fleets/${id}`);
  await visit.sees(/Waits for an approval to start/);
  await visit.look('fleet-approval');
  await visit.click('button', 'Approve and start');
  await confirm(visit, /Approve and start/);
  await visit.sees(/the canary has ended/);
  await visit.click('button', 'Continue with the other 5');
  await visit.sees('5 targets that wait are launched, 5 at a time.');
  await confirm(visit, /Continue with the other 5/);
  await visit.sees('Continue: done');
  await site.product.waitFor(id, ({ status }) => status === 'SUCCEEDED');
  visit.expectNoComplaints();
});

test('limits are changed field by field: only what was changed is sent', async () => {
  const id = await submit('Edit me', 'date > now.txt', { require_approval: true });
  const visit = await site.visit(`/fleets/${id}?tab=settings`);
  await visit.sees('workflow_ref: shell/run-v1');
  await visit.look('fleet-settings');
  await visit.click('button', 'Change…');
  await dialog(visit).getByLabel('Targets at once').fill('2');
  await dialog(visit).getByLabel('Budget of the fleet in US dollars').fill('many');
  await visit.sees('must be a number');
  await dialog(visit).getByLabel('Budget of the fleet in US dollars').fill('');
  await visit.picture('fleet-edit');
  await visit.expectAccessible();
  await confirm(visit, /Change 1/);
  await visit.sees('Edit: done');
  expect(await site.product.fleet(id)).toMatchObject({ max_concurrency: 2, budget: null, title: 'Edit me' });
  visit.expectNoComplaints();
});

test('keys open the dialogs, and the focus comes back', async () => {
  const id = await submit('Keys', failsOnce, oneByOne);
  await site.product.waitFor(id, ({ status }) => status === 'PAUSED');
  const visit = await site.visit(`/fleets/${id}`);
  await visit.page.getByRole('button', { name: 'Continue', exact: true }).focus();
  await visit.page.keyboard.press('Enter');
  await visit.sees('Nothing that failed is tried again.');
  await visit.page.keyboard.press('Escape');
  await dialog(visit).waitFor({ state: 'detached' });
  await visit.page.waitForFunction(() => document.activeElement?.textContent === 'Continue');
  await visit.page.keyboard.press('r');
  await visit.sees('Retry the 2 failed targets?');
  await visit.page.keyboard.press('Escape');
  await dialog(visit).waitFor({ state: 'detached' });
  await visit.page.keyboard.press('.');
  await visit.page.getByRole('menuitem', { name: 'Change limits…' }).waitFor();
  visit.expectNoComplaints();
});
