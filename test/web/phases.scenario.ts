/** A phase of 50 tasks in 4 sections, completed by one button; a second start beside it; and the repositories themselves. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { must } from '../scenarios/answers.ts';
import { makeFolder } from '../worker/git-repository.ts';
import { Site } from './harness/site.ts';
import type { Visit } from './harness/visit.ts';

const sections = { Setup: 8, 'Core Components': 20, API: 15, Docs: 7 } as const;

/** 50 tasks, in the order of the file. */
function listOfTasks(): string {
  let number = 0;
  const lines = Object.entries(sections).flatMap(([name, count]) => [
    `\n## ${name}\n`,
    ...Array.from({ length: count }, () => `- [ ] T${String((number += 1)).padStart(3, '0')} Do part ${number}`),
  ]);
  return `# Tasks\n${lines.join('\n')}\n`;
}

/** Does what each step asks for, without a model: a batch waits for a file, so that a test sees it at work. */
const standIn = (go: string): string => `#!/bin/sh
prompt=$(cat)
case $prompt in
  *'Compare the specification'*) echo 'Compared.' > spec.md ;;
  *'Execute only the'*)
    finished=$(cat work.txt 2> /dev/null | wc -l)
    while [ "$(cat '${go}' 2> /dev/null || echo 0)" -le "$finished" ]; do sleep 0.1; done
    printf '%s' "$prompt" | grep -o '^- \\[ \\] T[0-9]*' | grep -o 'T[0-9]*' | while read -r id; do
      sed -i "s/- \\[ \\] $id/- [x] $id/" tasks.md
    done
    date >> work.txt ;;
  *) echo 'All is there.' > report.txt ;;
esac
echo '{"cost_usd": 0.25}' > "$BGAGENT_RESULT"
`;

const folder = makeFolder('phases');
const go = join(folder, 'go');
let site: Site;
let remote = '';

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'stand-in');
  writeFileSync(program, standIn(go));
  chmodSync(program, 0o755);
  site = await Site.start({ workerConfig: { agents: { 'stand-in': { command: [program] } } } });
  [remote = ''] = await site.onboard(['shop'], { 'tasks.md': listOfTasks() });
  await site.onboard(['plain'], { 'tasks.md': '- [ ] T001 One\n- [ ] T002 Two\n' });
  await site.onboard(['empty']);
});
afterAll(() => site.close());

const open = async (visit: Visit): Promise<void> => {
  await visit.click('button', /^Complete phase/);
  await visit.page.getByRole('dialog').waitFor();
};

test('one button completes a phase of 50 tasks; a second start says so, with a button that cancels the other', async () => {
  const [visit, other] = [await site.visit('/repos/acme/shop'), await site.visit('/repos/acme/shop')];
  await open(visit);
  await visit.sees('Detected 4 batches from tasks.md');
  await visit.sees('Setup (8) · Core Components (20) · API (15) · Docs (7).');
  await visit.look('phase-dialog');
  await open(other);
  await other.sees('Detected 4 batches from tasks.md');
  await visit.page.getByRole('switch', { name: 'Skip design' }).or(visit.page.getByLabel('Skip design')).first().click();
  await visit.sees(/--preset phases --skip-design/);
  await visit.click('button', 'Start 4 batches');
  await visit.sees('Implementing');
  expect(await visit.page.getByRole('button', { name: 'Complete phase' }).count()).toBe(0);

  // The dialog of the other was opened before.
  other.expectComplaint(/409/);
  await other.click('button', 'Start 4 batches');
  await other.sees('Already in progress');
  expect(
    await other.page
      .getByRole('link', { name: 'Look at it' })
      .or(other.page.getByRole('button', { name: 'Look at it' }))
      .count(),
  ).toBe(1);
  await other.look('phase-in-progress');
  await other.click('button', 'Cancel that one…');
  await other.page.getByRole('dialog').waitFor();
  await other.page.keyboard.press('Escape');

  // On the card its progress stands where the button was.
  await other.page.goto(`${site.url}/repos`);
  await other.sees('Implementing');
  await other.look('repositories');

  // The first batch may be done, and the second waits; then all may.
  writeFileSync(go, '1');
  await visit.sees(/^Implementing batch 2 of 4: Core Components/);
  writeFileSync(go, '4');
  await visit.sees('Merge ready');
  await visit.sees(/^Tasks: 50\/50 complete · /);
  await visit.look('phase-merge-ready');
  await visit.click('button', 'Continue: merge');
  await visit.page.getByRole('dialog').getByRole('button', { name: 'Continue: merge' }).click();
  await visit.sees('Complete: merged');
  await visit.look('phase-complete');
  const merged = execFileSync('git', ['-C', remote, 'show', 'main:tasks.md'], { encoding: 'utf8' });
  expect(merged.match(/- \[x\] T\d{3}/g)).toHaveLength(50);
  await visit.page.reload();
  await visit.sees('Complete: merged');
  await visit.click('button', 'Start again');
  await visit.sees('No open tasks found');
  await visit.sees('50 tasks are done already and left out.');
});

test('the dialog says what it found, refuses what is wrong at its field, and looks again for another file', async () => {
  const visit = await site.visit('/repos/acme/plain');
  await open(visit);
  await visit.sees('No sections found: 1 batch of up to 15 tasks');
  await visit.page.getByText('Advanced options').click();
  await visit.page.getByLabel(/^Batch size/).fill('1');
  await visit.sees('No sections found: 2 batches of up to 1 tasks');
  await visit.page.getByRole('button', { name: 'Start 2 batches' }).waitFor();
  await visit.page.getByLabel(/^Batch size/).fill('99');
  await visit.page.getByLabel('In all, USD').fill('lots');
  await visit.sees(/^Must be at most 50/);
  await visit.sees(/^Must be a number/);
  expect(await visit.page.getByRole('button', { name: /^Start/ }).isDisabled()).toBe(true);
  await visit.look('phase-problems');
  await visit.page.getByLabel(/^Batch size/).fill('15');
  await visit.page.getByLabel('In all, USD').fill('20');
  await visit.page.getByLabel('File with the tasks').fill('todo.markdown');
  await visit.sees('The repository has no todo.markdown yet');
  await visit.sees(/--tasks-file todo\.markdown --budget 20/);
  await visit.page.keyboard.press('Escape');
  await visit.page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('an operator onboards, changes and removes a repository; all problems are told at once', async () => {
  const visit = await site.visit('/repos');
  await visit.click('button', 'Onboard…');
  await visit.page.getByLabel('Name').last().fill('shop');
  await visit.page.getByLabel('Turns of an agent at most').fill('many');
  await visit.page.getByRole('dialog').getByRole('button', { name: 'Onboard' }).click();
  await visit.sees('Must be owner/name, for example acme/payments');
  await visit.sees(/^Must be a number/);
  await visit.look('repository-problems');
  await visit.page.getByRole('dialog').getByLabel('Name').fill('acme/new');
  await visit.page.getByLabel('Turns of an agent at most').fill('20');
  await visit.page.getByLabel('Clone from').fill(remote);
  await visit.page.getByLabel('Tags').fill('team=data');
  await visit.page.getByRole('dialog').getByRole('button', { name: 'Onboard' }).click();
  await visit.sees('acme/new is onboarded.');
  await visit.page.getByRole('link', { name: 'team: data' }).click();
  await visit.page.waitForURL(/tag=team%3Ddata/);
  await visit.page.getByRole('link', { name: 'acme/plain' }).waitFor({ state: 'detached' });
  await visit.page.getByRole('checkbox', { name: 'Choose acme/new' }).check();
  expect(await visit.page.getByRole('link', { name: 'Fleet of 1' }).getAttribute('href')).toBe('/submit?repos=acme%2Fnew');
  await visit.page.getByRole('link', { name: 'acme/new' }).click();
  await visit.click('button', 'Settings…');
  await visit.page.getByRole('dialog').getByLabel('Branch').fill('develop');
  await visit.sees(/bgagent repo edit acme\/new --default-branch develop/);
  await visit.click('button', 'Save');
  await visit.sees('The settings of acme/new are changed.');
  await visit.look('repository');
  await visit.click('button', 'Remove…');
  await visit.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await visit.sees('acme/new is removed: new tasks cannot use it.');
  const { data } = { data: must(await site.product.client.getRepo({ params: { owner: 'acme', name: 'new' } })) };
  expect(data).toMatchObject({ status: 'removed', default_branch: 'develop', max_turns: 20 });
});
