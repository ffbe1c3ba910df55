/**
 * Somebody who has no terminal: a fleet from submit to its last pull request on a real forge, a decision at a pause, and equal changes approved
 * in one go, all in the page; a second person looks at the same fleet meanwhile. Run by run.ts; it needs Chromium.
 */
import { isTerminalFleet } from '../../core/fleet.ts';
import { findChromium } from '../web/harness/find-chromium.ts';
import { Site } from '../web/harness/site.ts';
import type { Visit } from '../web/harness/visit.ts';
import { readForgeAccount } from './forge-account.ts';
import { openForgeRepositories } from './forge-repositories.ts';

const account = readForgeAccount();
const forge = openForgeRepositories(account);
const names = ['auth', 'cart', 'ledger', 'mail', 'search', 'shop', 'users', 'web'];
/** These fail until the agent is told something. */
const failing = ['auth', 'cart', 'ledger'];
/** In these the change is another one. */
const others = ['users', 'web'];

const agent = `
set -eu
prompt=$(cat)
case $BGAGENT_REPO in
  ${failing.map((name) => `acme/${name}`).join('|')})
    if ! printf '%s' "$prompt" | grep -q 'registry of the office'; then echo 'the registry does not answer' >&2; exit 1; fi ;;
esac
sed -i 's/^timeout = /timeout_s = /' settings.ini
printf '{"cost_usd": 0.01, "summary": "Gives the timeout its unit."}' > "$BGAGENT_RESULT"
`;

const hasBrowser = findChromium() !== undefined;
if (!hasBrowser) process.stderr.write('NOT RUN: the dashboard needs Chromium, which this machine does not have.\n');
const testInBrowser = hasBrowser ? test : test.skip;

let site: Site;
beforeAll(async () => {
  if (!hasBrowser) return;
  const forges = [{ host: new URL(account.url).host, api: account.api, token_env: 'FORGE_TOKEN' }];
  const agents = { units: { command: ['sh', '-c', agent] } };
  site = await Site.start({
    workerConfig: { sandbox: 'none', agents, forges },
    environment: { FORGE_TOKEN: account.token },
  });
  for (const name of names) {
    await forge.make(name);
    await forge.write(name, 'settings.ini', others.includes(name) ? 'timeout = 60\n' : 'timeout = 30\n');
    await site.product.run('repo', 'onboard', `acme/${name}`, '--clone-url', `${account.url}/bot/${name}.git`);
  }
});
afterAll(async () => {
  if (hasBrowser) await site.close();
});

/** Presses the button of the dialog that is open. */
const confirm = (visit: Visit, name: RegExp) => visit.page.getByRole('dialog').getByRole('button', { name }).click();

/** Presses it, and once more where the dialog says that the fleet has paused by itself in between: the person still wants it. */
async function confirmAnyway(visit: Visit, name: RegExp): Promise<void> {
  const dialog = visit.page.getByRole('dialog');
  const changed = dialog.getByText('The fleet changed while you were reading');
  visit.expectComplaint(/412/);
  await confirm(visit, name);
  await Promise.race([dialog.waitFor({ state: 'hidden' }), changed.waitFor()]);
  if (await changed.isVisible()) await confirm(visit, name);
  await dialog.waitFor({ state: 'hidden' });
}

testInBrowser('a fleet goes from submit to its last pull request in the page alone', async () => {
  const ann = await site.visit('/');
  ann.page.setDefaultTimeout(30_000);
  await ann.sees(/No fleets in the last/);
  await ann.click('link', 'Submit');
  await ann.page.getByRole('textbox', { name: 'Title', exact: true }).fill('Units');
  await ann.page
    .getByRole('textbox', { name: 'Task', exact: true })
    .fill('Give the timeout in settings.ini of {{repo}} its unit.');
  for (const name of names) await ann.page.getByRole('checkbox', { name: `acme/${name}` }).check();
  await ann.page.getByRole('checkbox', { name: /A person looks at each change/ }).check();
  await ann.click('button', 'Start 8 targets');

  // The first three fail: it pauses by itself.
  await ann.sees(/too much failed/i);
  const fleetId = /fleets\/(\w+)/.exec(ann.page.url())?.[1] ?? '';
  await site.product.waitFor(fleetId, ({ status }) => status === 'PAUSED');
  const bob = await site.visit(`/fleets/${fleetId}`);
  bob.page.setDefaultTimeout(30_000);
  await bob.click('button', /^Skip \d/);
  await ann.click('button', 'Retry 3 and continue');
  await ann.page
    .getByRole('dialog')
    .getByText(/Other words|More/)
    .first()
    .click();
  await ann.page.getByRole('textbox', { name: /Hint/ }).fill('Use the registry of the office.');
  await confirm(ann, /Retry 3 and continue/);

  // The other person still has the dialog of the fleet as it was: nothing is done, and it says what has changed.
  bob.expectComplaint(/412|409/);
  await confirm(bob, /^Skip/);
  await bob.sees(/changed while you were reading/);
  await bob.page.keyboard.press('Escape');

  await site.product.waitFor(fleetId, ({ status, reviews }) => status === 'PAUSED' && reviews === 8);
  for (const name of names) expect(await forge.pullRequests(name, '')).toEqual([]);
  await ann.click('tab', /Changes/);
  await ann.click('button', /^6 targets have this change/);
  await ann.sees('timeout_s = 30');
  await ann.click('button', 'Approve 6…');
  await confirmAnyway(ann, /Approve 6/);
  await ann.click('button', /^2 targets have this change/);
  await ann.click('button', 'Approve 2…');
  await confirmAnyway(ann, /Approve 2/);

  const ended = await site.product.waitFor(fleetId, ({ status }) => isTerminalFleet(status));
  expect(ended).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: 8 } } });
  await ann.sees('Succeeded');
  await bob.sees('Succeeded');
  await ann.click('tab', /Targets/);
  for (const name of names) {
    const [pull, ...more] = await forge.pullRequests(name, '');
    expect(more).toEqual([]);
    await ann.page
      .locator(`a[href="${pull?.url ?? ''}"]`)
      .first()
      .waitFor();
  }
  ann.expectNoComplaints();
  bob.expectNoComplaints();
});
