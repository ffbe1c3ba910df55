/**
 * The task file of Fleetlift's example, unchanged, played to its end: five Go services on a real forge, three groups that share a sandbox
 * each, real builds and tests as verifiers. Run by run.ts.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Product } from '../agents/product.ts';
import { readForgeAccount } from './forge-account.ts';
import { openForgeRepositories } from './forge-repositories.ts';

const account = readForgeAccount();
const forge = openForgeRepositories(account);
const taskFile = join(import.meta.dirname, '../cli/import/fleetlift-task.yaml');

const groups: Readonly<Record<string, readonly string[]>> = {
  'platform-team': ['auth-service', 'user-service'],
  'payments-team': ['payment-gateway'],
  'notifications-team': ['email-service', 'sms-service'],
};
const paths = Object.keys(groups);
const names = Object.values(groups).flat();

const service = (name: string): Readonly<Record<string, string>> => ({
  'go.mod': `module example.com/${name}\n\ngo 1.22\n`,
  'main.go': `package main\n\nimport "log"\n\nfunc greet(name string) string { return "hello " + name }\n\nfunc main() {\n\tlog.Printf("%s", greet("${name}"))\n}\n`,
  'main_test.go': `package main\n\nimport "testing"\n\nfunc TestGreet(t *testing.T) {\n\tif greet("you") != "hello you" {\n\t\tt.Fatal(greet("you"))\n\t}\n}\n`,
});

/** An agent that does what the prompt asks for, in each folder, and tells it. */
const migrate = `
set -eu
grep -q 'Migrate from log.Printf to slog' -
for folder in $BGAGENT_FOLDERS; do
  sed -i -e 's#import "log"#import "log/slog"#' -e 's#log.Printf("%s", \\(.*\\))$#slog.Info(\\1)#' "$folder/main.go"
done
printf '{"cost_usd": 0.25, "summary": "Uses slog."}' > "$BGAGENT_RESULT"
`;

let product: Product;

beforeAll(async () => {
  const forges = [{ host: new URL(account.url).host, api: account.api, token_env: 'FORGE_TOKEN' }];
  const agents = { migrate: { command: ['sh', '-c', migrate] } };
  // In bubblewrap each command has a home of its own, in which Go builds its whole library anew.
  product = new Product(
    { sandbox: 'none', agents, forges },
    { FORGE_TOKEN: account.token },
    mkdtempSync(join(tmpdir(), 'bgagent-fleetlift-')),
  );
  await product.start();
  for (const name of names) {
    await forge.make(name);
    for (const [path, content] of Object.entries(service(name))) await forge.write(name, path, content);
    await product.run('repo', 'onboard', `org/${name}`, '--clone-url', `${account.url}/bot/${name}.git`);
  }
});

afterAll(() => product.close());

/** Of each repository of the fleet: the pull requests that it has from it. */
const pullsOf = async (fleetId: string) =>
  Promise.all(names.map(async (name) => ({ name, pulls: await forge.pullRequests(name, `auto/slog-migration/${fleetId}/`) })));

test('the plan has one target for each group, and says what is not carried over', async () => {
  const told = await product.show('fleet', 'plan', '-f', taskFile);
  for (const path of paths) expect(told).toContain(path);
  const plan = await product.run('fleet', 'plan', '-f', taskFile);
  expect(plan).toMatchObject({
    targets: paths.map((path) => ({ path, repos: groups[path]?.map((name) => `org/${name}`) })),
    limits: { timeout_s: 1_800 },
  });
});

test('its changes wait for a review; approved, each repository gets its migrated branch and pull request', async () => {
  const id = await product.submit('-f', taskFile);
  const submitted = await product.fleet(id);
  expect(submitted).toMatchObject({
    title: 'Migrate to slog across all services',
    publish: 'review',
    max_concurrent_groups: 3,
    failure: { threshold_percent: 15, action: 'pause', unit: 'group' },
  });
  const waiting = await product.rests(id);
  expect(waiting).toMatchObject({ status: 'PAUSED', reason: { code: 'review' }, reviews: 3 });
  for (const { pulls } of await pullsOf(id)) expect(pulls).toEqual([]);
  await product.run('fleet', 'approve', id, '--yes');
  const fleet = await product.rests(id);
  const targets = await product.targets(id);
  expect(targets.map(({ path, status, outcome, failure }) => ({ path, status, outcome, failure }))).toEqual(
    paths.map((path) => ({ path, status: 'SUCCEEDED', outcome: 'changed', failure: null })),
  );
  expect(fleet).toMatchObject({ status: 'SUCCEEDED', progress: { cost: { known_usd: 0.75, unknown_count: 0 } } });
  for (const { name, pulls } of await pullsOf(id)) {
    const path = paths.find((group) => groups[group]?.includes(name)) ?? '';
    const branch = `auto/slog-migration/${id}/${path}`;
    expect(pulls).toMatchObject([
      { title: 'Migrate to structured logging (slog)', labels: ['automated', 'logging'], base: 'main', branch },
    ]);
    expect(await forge.fileOn(name, branch, 'main.go')).toContain('slog.Info(greet(');
    expect(targets.find((target) => target.path === path)?.repositories).toContainEqual(
      expect.objectContaining({ repo: `org/${name}`, outcome: 'changed', build_passed: true, pr_url: pulls[0]?.url }),
    );
  }
});

test('a test that fails in one repository fails its group alone, and a retry mends it', async () => {
  await forge.write(
    'sms-service',
    'broken_test.go',
    'package main\n\nimport "testing"\n\nfunc TestBroken(t *testing.T) { t.Fatal("broken") }\n',
  );
  const id = await product.submit('-f', taskFile);
  // The first group that finished has failed: the others have not finished before they are approved.
  expect(await product.rests(id)).toMatchObject({ status: 'PAUSED', reason: { code: 'threshold' }, reviews: 2 });
  await product.run('fleet', 'approve', id, '--yes');
  await product.run('fleet', 'continue', id);
  expect(await product.rests(id)).toMatchObject({ status: 'PARTIAL' });
  const [, , failed] = await product.targets(id);
  expect(failed).toMatchObject({
    path: 'notifications-team',
    status: 'FAILED',
    failure: { class: 'verification', message: expect.stringContaining('org/sms-service') as string },
    repositories: [
      { repo: 'org/email-service', build_passed: true, pr_url: null },
      { repo: 'org/sms-service', build_passed: false, pr_url: null },
    ],
  });
  expect(await product.show('fleet', 'targets', id, '--target', 'notifications-team')).toContain('org/sms-service');
  await forge.write('sms-service', 'broken_test.go', 'package main\n');
  await product.run('fleet', 'retry', id);
  expect(await product.rests(id)).toMatchObject({ status: 'PAUSED', reason: { code: 'review' }, reviews: 1 });
  await product.run('fleet', 'approve', id, '--yes');
  expect(await product.rests(id)).toMatchObject({ status: 'SUCCEEDED' });
  for (const { pulls } of await pullsOf(id)) expect(pulls).toHaveLength(1);
});
