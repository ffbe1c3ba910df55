/** What the targets of a fleet changed, decided by equal changes; the graph of a fleet, and its timeline. */
import { must } from '../scenarios/answers.ts';
import { Site } from './harness/site.ts';
import type { Visit } from './harness/visit.ts';

/** Stands in for an agent: it writes what it is asked for, and with other words something else. */
const script = `prompt=$(cat); case $prompt in *slim*) echo slim >> README.md ;; *) echo bookworm >> README.md ;; esac; echo '{"cost_usd": 0}' > "$BGAGENT_RESULT"`;

let site: Site;
beforeAll(async () => {
  site = await Site.start({ workerConfig: { agents: { painter: { command: ['sh', '-c', script] } } } });
  await site.onboard(['mail', 'stock', 'report', 'admin', 'cdn', 'documentation-site']);
});
afterAll(() => site.close());

const targets = (...names: readonly string[]) => names.map((name) => ({ repo: `acme/${name}` }));
type Submitted = Parameters<Site['product']['client']['submitFleet']>[0]['body'];

async function submit(body: Submitted): Promise<string> {
  const { fleet_id } = must(await site.product.client.submitFleet({ body }));
  await site.product.rests(fleet_id);
  return fleet_id;
}

const reviewed = (title: string): Promise<string> =>
  submit({
    ...{ title, workflow_ref: 'shell/run-v1', publish: 'review' },
    params: { command: 'case "$BGAGENT_REPO" in *mail*) echo other >> README.md ;; *) echo "go 1.25" >> README.md ;; esac' },
    targets: targets('mail', 'stock', 'report', 'admin', 'cdn'),
  });

const inDialog = (visit: Visit, name: string | RegExp) => visit.page.getByRole('dialog').getByRole('button', { name });

test('five targets are decided by two changes: one is approved, the other rejected', async () => {
  const fleetId = await reviewed('Bump Go');
  const visit = await site.visit(`/fleets/${fleetId}?tab=changes`);
  await visit.sees('5 targets have 2 different changes. 5 targets wait for a review.');
  await visit.click('button', /^4 targets have this change: 1 file, \+1 −0/);
  await visit.sees('+go 1.25');
  expect(visit.page.url()).toMatch(/change=[0-9a-f]{64}/);
  await visit.look('changes');
  // No agent can be told anything here.
  expect(await visit.page.getByRole('button', { name: /^Steer/ }).count()).toBe(0);
  await visit.click('button', 'Approve 4…');
  await inDialog(visit, /^Approve 4/).click();
  await visit.sees(/4 targets with the change [0-9a-f]{8} no longer wait for a review\./);
  await visit.sees('1 target waits for a review.');
  await visit.look('changes-approved');
  await visit.click('button', 'Seen');
  const groups = must(await site.product.client.getChangeGroups({ params: { fleet_id: fleetId } }));
  const other = groups.find(({ example }) => example === 'mail');
  await visit.page.goto(`${site.url}/fleets/${fleetId}?tab=changes&change=${other?.hash ?? ''}`);
  await visit.sees('+other');
  await visit.click('button', 'Reject 1…');
  await inDialog(visit, /^Reject/).click();
  await site.product.waitFor(fleetId, ({ status }) => status === 'PARTIAL');
  const ended = await site.product.targets(fleetId);
  expect(ended.map(({ path, status, failure }) => [path, status, failure?.code ?? null])).toEqual([
    ['mail', 'FAILED', 'REJECTED_BY_PERSON'],
    ...['stock', 'report', 'admin', 'cdn'].map((path) => [path, 'SUCCEEDED', null]),
  ]);
  visit.expectNoComplaints();
});

test('what another person decided meanwhile is told before anything is approved', async () => {
  const fleetId = await reviewed('Bump Go together');
  const visit = await site.visit(`/fleets/${fleetId}?tab=changes`);
  await visit.click('button', /^4 targets have this change/);
  await visit.click('button', 'Approve 4…');
  must(await site.product.client.rejectTargets({ params: { fleet_id: fleetId }, body: { targets: ['stock'] } }));
  visit.expectComplaint(/412/);
  await inDialog(visit, /^Approve 4/).click();
  await visit.sees('The fleet changed while you were reading');
  expect((await site.product.targets(fleetId)).filter(({ waiting }) => waiting?.for === 'review')).toHaveLength(4);
  await inDialog(visit, /Not now|Cancel|Keep|Close/)
    .first()
    .click();
  await visit.sees(/1 of 4 targets with the change [0-9a-f]{8} no longer waits for a review\./);
  await visit.sees('Approve 3…');
  visit.expectNoComplaints();
});

test('a change that others have told to be another one is shown as such, and where an agent works it can be steered', async () => {
  const fleetId = await submit({
    ...{ title: 'Debian', agent: 'painter', task_description: 'Move {{repo}} to bookworm.', publish: 'review' },
    targets: targets('mail', 'stock', 'report'),
  });
  const visit = await site.visit(`/fleets/${fleetId}?tab=changes`);
  await visit.sees('3 targets have the same change.');
  await visit.click('button', /^3 targets have this change/);
  await visit.sees('+bookworm');
  await visit.sees('Steer 3…');
  must(await site.product.client.steerTargets({ params: { fleet_id: fleetId }, body: { targets: ['stock'], text: 'slim' } }));
  await visit.sees(/1 of 3 targets with the change [0-9a-f]{8} has another one now\./);
  await visit.sees('3 targets have 2 different changes. 3 targets wait for a review.');
  await visit.sees('Steer 2…');
  visit.expectNoComplaints();
});

test('a fleet without changes says so', async () => {
  const fleetId = await submit({
    title: 'Nothing',
    workflow_ref: 'shell/run-v1',
    params: { command: 'true' },
    targets: targets('cdn'),
  });
  const visit = await site.visit(`/fleets/${fleetId}?tab=changes`);
  await visit.sees('No target of this fleet changed anything, or none of the changes is known.');
  await visit.look('changes-none');
});

async function withDependencies(title: string): Promise<string> {
  return submit({
    ...{
      title,
      workflow_ref: 'shell/run-v1',
      params: { command: 'case "$BGAGENT_REPO" in *report*) exit 1 ;; esac; date > now' },
    },
    groups: [
      { name: 'lib', targets: [{ repo: 'acme/mail' }, { repo: 'acme/stock', depends_on: ['mail'] }] },
      {
        name: 'apps',
        depends_on: ['lib'],
        targets: [{ repo: 'acme/report' }, { repo: 'acme/admin', depends_on: ['report'] }, { repo: 'acme/documentation-site' }],
      },
    ],
  });
}

/** Where things stand in the picture, without sizes. */
const picture = (visit: Visit) =>
  visit.page.locator('svg.graph').evaluate((svg) => ({
    frames: [...svg.querySelectorAll('.graph-frame')].map((frame) => frame.parentElement?.querySelector('title')?.textContent),
    boxes: [...svg.querySelectorAll('a')].map((link) => [
      link.getAttribute('aria-label')?.replace(/, [^,]*$/, ''),
      link.querySelector('rect')?.getAttribute('x'),
    ]),
    arrows: svg.querySelectorAll('.graph-arrow').length,
  }));

test('the graph shows groups, waves and what is related, and opens a target', async () => {
  const fleetId = await withDependencies('In order');
  const visit = await site.visit(`/fleets/${fleetId}?tab=graph`);
  await visit.sees('Copy as Mermaid');
  await visit.page.locator('svg.graph a').first().waitFor();
  const { frames, boxes, arrows } = await picture(visit);
  expect(frames).toEqual(['lib: 2 succeeded', 'apps: 1 succeeded, 1 failed, 1 blocked']);
  expect(boxes.map(([name]) => name)).toEqual([
    'lib/mail: Succeeded',
    'lib/stock: Succeeded',
    'apps/report: Failed',
    expect.stringMatching(/^apps\/admin: Blocked/),
    'apps/documentation-site: Succeeded',
  ]);
  const xs = boxes.map(([, x]) => Number(x));
  expect(xs.map((x) => [...new Set(xs)].sort((one, other) => one - other).indexOf(x))).toEqual([0, 1, 2, 3, 2]);
  expect(arrows).toBe(3);
  expect(await visit.page.locator('svg.graph').textContent()).toContain('✓ documentation-…');
  await visit.look('graph');
  await visit.page.getByRole('link', { name: /^lib\/stock/ }).focus();
  expect(await visit.page.locator('svg.graph g.graph-faded').count()).toBe(0);
  await visit.page.getByRole('link', { name: /^apps\/documentation-site/ }).focus();
  await visit.page.waitForFunction(() => document.querySelectorAll('svg.graph g.graph-faded').length === 2);
  const widthOf = () => visit.page.locator('svg.graph').evaluate((svg) => svg.getBoundingClientRect().width);
  const before = await widthOf();
  await visit.page.keyboard.press('+');
  await visit.sees('125 %');
  expect(await widthOf()).toBeGreaterThan(before);
  await visit.click('button', 'The same as a list');
  await visit.sees('Waits for lib/mail');
  await visit.click('button', 'Copy as Mermaid');
  await visit.sees('Copied');
  expect(await visit.page.evaluate(() => navigator.clipboard.readText())).toContain('flowchart');
  await visit.page
    .getByRole('link', { name: /^apps\/report/ })
    .first()
    .click();
  await visit.page.waitForURL(/target=apps%2Freport/);
  visit.expectNoComplaints();
});

test('the timeline cuts out a pause', async () => {
  const fleetId = await submit({
    ...{
      title: 'Stops',
      workflow_ref: 'shell/run-v1',
      params: { command: 'case "$BGAGENT_REPO" in *mail*) exit 1 ;; esac; date > now' },
    },
    ...{ max_concurrency: 1, failure: { threshold_percent: 1, min_finished: 1, action: 'pause' } },
    targets: targets('mail', 'stock'),
  });
  const visit = await site.visit('/fleets');
  // Twenty minutes later, without waiting for them.
  await visit.page.clock.setFixedTime(Date.now() + 20 * 60_000);
  await visit.page.goto(`${site.url}/fleets/${fleetId}?tab=timeline`);
  await visit.sees(/^paused for (19|20)m \d+s$/);
  expect(await visit.page.getByRole('link', { name: /^mail, attempt 1, initial: Failed/ }).count()).toBe(1);
  expect(await visit.page.locator('.timeline-lanes .timeline-cut').count()).toBe(1);
  await visit.sees('1 target has not begun.');
  await visit.look('timeline');
  await visit.click('button', 'The same as a table');
  expect(await visit.page.getByRole('row').allInnerTexts()).toEqual([
    expect.stringContaining('Target'),
    expect.stringMatching(/mail\s+1\s+initial\s+Failed/),
  ]);
  await visit.page.getByRole('link', { name: /^mail, attempt 1/ }).click();
  await visit.page.waitForURL(/target=mail&attempt=1/);
});
