/** Submit: a fleet as a form and as fleet.yaml, its live plan, and exactly one fleet of it. */
import type { Locator } from 'playwright-core';
import { Site } from './harness/site.ts';
import type { Visit } from './harness/visit.ts';

let site: Site;
beforeAll(async () => {
  site = await Site.start({ workers: 0 });
  await site.onboard(['auth', 'users', 'pay']);
});
afterAll(() => site.close());

const yaml = `# Ours
title: Migrate to slog
task_description: Migrate {{repo}} from log to slog.
targets: [acme/auth, acme/users] # the two first
max_concurency: 9
retry_off: 5
`;

const editor = (visit: Visit): Locator => visit.page.getByRole('textbox', { name: 'fleet.yaml' });

async function write(visit: Visit, text: string): Promise<void> {
  await editor(visit).focus();
  await visit.page.keyboard.press('Control+a');
  await visit.page.keyboard.insertText(text);
}

async function readYaml(visit: Visit): Promise<string> {
  await visit.page.getByRole('button', { name: 'The same on the command line' }).click();
  await visit.click('button', 'Copy fleet.yaml');
  return await visit.page.evaluate(() => navigator.clipboard.readText());
}

const fleets = async (): Promise<string[]> => {
  const answer = await site.product.client.listFleets();
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.data.map(({ title }) => title);
};

test('two problems stand at their lines; mended, there is a plan, and a double click starts one fleet', async () => {
  const visit = await site.visit('/submit');
  visit.expectComplaint(/400/);
  await visit.click('button', 'fleet.yaml');
  await write(visit, yaml);
  await visit.sees('2 problems to mend');
  await visit.page.getByRole('button', { name: 'Go to line 5' }).waitFor();
  await visit.page.getByRole('button', { name: 'Go to line 6' }).waitFor();
  await visit.sees('Did you mean max_concurrency?');
  await visit.look('submit-errors');
  await visit.click('button', 'Go to line 6');
  expect(await editor(visit).evaluate((element) => element === document.activeElement)).toBe(true);
  await write(visit, yaml.split('\n').slice(0, 4).join('\n'));
  await visit.page.getByRole('button', { name: 'Start 2 targets' }).waitFor();
  await visit.sees('What will happen');
  await visit.look('submit-plan');
  await visit.page.getByRole('button', { name: 'Start 2 targets' }).dblclick();
  await visit.sees('Submitted');
  expect(visit.page.url()).toContain('/fleets/');
  expect(await fleets()).toEqual(['Migrate to slog']);
  expect(visit.requests.filter((request) => /^POST \/v1\/fleets /.test(request))).toHaveLength(1);
  await visit.page.goto(`${site.url}/submit`);
  await visit.sees('nothing to plan');
  visit.expectNoComplaints();
});

test('a form and its fleet.yaml are one thing: what the form cannot show stays, and what it changes is its own key', async () => {
  const visit = await site.visit('/submit');
  visit.expectComplaint(/4(?:00|22)/);
  await visit.click('button', 'fleet.yaml');
  const written = `# Ours\ntitle: Old # short\ntask_description: Do {{repo}}.\ngroups:\n- name: payments # two people\n  targets: [acme/pay]\n  approval: required\n`;
  await write(visit, written);
  await visit.page.getByRole('button', { name: 'Start 1 target' }).waitFor();
  await visit.sees('Waits for an approval of payments');
  await visit.click('button', 'Form');
  await visit.sees('1 group with 1 target: edited in fleet.yaml');
  await visit.page.getByLabel('Title', { exact: true }).fill('New');
  await visit.click('button', 'Choose from the onboarded repositories');
  await visit.click('checkbox', 'acme/auth');
  await visit.click('radio', /^Careful/);
  await visit.page.getByRole('button', { name: 'Start 2 targets' }).waitFor();
  await visit.sees('Canary: 1 target alone');
  await visit.look('submit-form');
  const text = await readYaml(visit);
  expect(text).toBe(
    `${written.replace('Old', 'New')}targets:\n  - acme/auth\ncanary:\n  count: 1\nmax_concurrency: 3\nfailure:\n  threshold_percent: 10\n`,
  );
  await visit.page
    .getByLabel('At a time', { exact: true })
    .or(visit.page.getByRole('button', { name: 'Every setting' }))
    .first()
    .click();
  await visit.page.getByLabel('At a time', { exact: true }).fill('many');
  await visit.sees('max_concurrency must be a number, not a string.');
  await visit.page.getByLabel('At a time', { exact: true }).fill('4');
  await visit.page.getByRole('button', { name: 'Start 2 targets' }).waitFor();
  // A reload takes nothing away, and the fleet that becomes of it ends the draft.
  await visit.page.reload();
  await visit.sees('This is your draft from before');
  await visit.page.getByRole('button', { name: 'Start 2 targets' }).waitFor();
  expect(await visit.page.getByLabel('Title', { exact: true }).inputValue()).toBe('New');
  await visit.click('button', 'Discard draft');
  await visit.sees('nothing to plan');
  visit.expectNoComplaints();
});

test('a pasted list is taken without its bad line, a repository that is not onboarded is refused at its line, and secrets are not kept', async () => {
  const visit = await site.visit('/submit?repos=acme/users');
  visit.expectComplaint(/4(?:00|22)/);
  await visit.sees('1 target chosen by name');
  await visit.click('button', 'Paste a list, or take a file');
  await visit.page.getByLabel('A list of repositories').fill('acme/auth\nnonsense\nacme/users\nacme/nowhere\n');
  await visit.sees(/line 2: "nonsense" is no repository/);
  await visit.look('submit-list');
  await visit.click('button', /Leave this line out, and add 3 targets/);
  await visit.sees('2 targets added, 1 were there already.');
  await visit.sees('3 targets chosen by name');
  await visit.page.getByLabel('Task', { exact: true }).fill('Do it.');
  await visit.page.getByRole('button', { name: 'Go to line 4' }).waitFor();
  await visit.sees(/acme\/nowhere is not onboarded/);
  await visit.click('button', 'Take acme/nowhere away');
  await visit.page.getByRole('button', { name: 'Start 2 targets' }).waitFor();
  await visit.page.getByLabel('Parameters').fill('API_TOKEN=abcdef');
  await visit.sees('This looks like a secret');
  await visit.page.reload();
  await visit.page
    .getByRole('button', { name: /Go to line/ })
    .first()
    .waitFor();
  expect(await visit.page.evaluate(() => localStorage.getItem('bgagent-drafts'))).not.toContain('abcdef');
  visit.expectNoComplaints();
});

test('a file of ten thousand is read, planned and asked about before it starts', async () => {
  const visit = await site.visit('/submit');
  visit.expectComplaint(/4(?:00|22)/);
  await visit.click('button', 'Paste a list, or take a file');
  const names = Array.from({ length: 10_000 }, (_, at) => `globex/r${at}`).join('\n');
  await visit.page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'list.txt', mimeType: 'text/plain', buffer: Buffer.from(names) });
  await visit.click('button', 'Add 10000 targets');
  await visit.sees('10000 targets chosen by name');
  await visit.page.getByLabel('Task', { exact: true }).fill('Do it.');
  await visit.sees('problems to mend');
  await visit.click('button', 'Take all away');
  await visit.sees('No repository is chosen by name.');
  await visit.click('button', 'fleet.yaml');
  const many = Array.from({ length: 101 }, (_, at) => `  - { repo: acme/auth, id: t${at} }`).join('\n');
  await write(visit, `title: Many\ntask_description: Do it.\ntargets:\n${many}\n`);
  await visit.click('button', 'Start 101 targets');
  await visit.sees('This starts work for 101 targets, 5 at a time. It may cost: not known.');
  await visit.look('submit-confirm');
  await visit.click('button', 'Not yet');
  expect(await fleets()).not.toContain('Many');
  visit.expectNoComplaints();
});

test('a fleet is submitted again, changed: what is shown of it is there, and what is not is said', async () => {
  const answer = await site.product.client.submitFleet({
    body: {
      ...{ title: 'Before', task_description: 'Do {{repo}}.', max_concurrency: 2 },
      targets: ['acme/auth', { repo: 'acme/users', vars: { port: '1' }, depends_on: ['auth'] }],
    },
    headers: { 'idempotency-key': 'before' },
  });
  if (!answer.ok) throw new Error(answer.error.message);
  const visit = await site.visit(`/submit?from=${answer.data.fleet_id}`);
  await visit.sees('Submit again, changed');
  await visit.page.getByRole('button', { name: 'Start 2 targets' }).waitFor();
  await visit.click('button', 'What is not taken over');
  await visit.sees(/verifiers, issues and pull requests of their own/);
  await visit.look('submit-again');
  const text = await readYaml(visit);
  expect(text).toBe(
    `# Made from the fleet ${answer.data.fleet_id}.\ntitle: Before\ntask_description: Do {{repo}}.\ntargets:\n  - acme/auth\n  - repo: acme/users\n    vars:\n      port: "1"\n    depends_on:\n      - /auth\nmax_concurrency: 2\n`,
  );
  await visit.page.getByLabel('Title', { exact: true }).fill('After');
  await visit.page.keyboard.press('Tab');
  await visit.page.getByRole('button', { name: 'Start 2 targets' }).waitFor();
  await visit.click('button', 'Start 2 targets');
  await visit.sees('After: 2 targets.');
  expect(await fleets()).toContain('After');
  visit.expectNoComplaints();
});

test('while the runtime is away the draft stays and the plan is of before; it goes on by itself', async () => {
  const visit = await site.visit('/submit?repos=acme/auth');
  visit.expectComplaint(/ERR_CONNECTION_REFUSED|Failed to load/);
  await visit.page.getByLabel('Task', { exact: true }).fill('Do it.');
  await visit.page.getByRole('button', { name: 'Start 1 target' }).waitFor();
  await site.kill();
  await visit.page.getByLabel('Title', { exact: true }).fill('Written while it was away');
  await visit.sees('The plan could not be made');
  await visit.sees('the plan below is of before');
  expect(await visit.page.getByRole('button', { name: 'Start', exact: true }).isDisabled()).toBe(true);
  await site.restart();
  await visit.page.getByRole('button', { name: 'Start 1 target' }).waitFor();
  expect(await visit.page.getByLabel('Title', { exact: true }).inputValue()).toBe('Written while it was away');
  visit.expectNoComplaints();
});
