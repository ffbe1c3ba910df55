/**
 * Thirty repositories on a real forge, whose changes a person looks at before anything is published: groups of equal changes approved and
 * rejected in one go, words for one target, five failures of one cause, and a power cut while it publishes. Run by run.ts.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import { Product } from '../agents/product.ts';
import { patienceMs } from '../patience.ts';
import { startFaultyProxy, type FaultyProxy } from './faulty-proxy.ts';
import { readForgeAccount } from './forge-account.ts';
import { hearPushes, type ForgePushes } from './forge-pushes.ts';
import { openForgeRepositories } from './forge-repositories.ts';
import { agent, kinds, names, openReviewedRepositories, words } from './reviewed-repositories.ts';

const account = readForgeAccount();
const forge = openForgeRepositories(account);
const repositories = openReviewedRepositories(account);
const eighteen = [...kinds.same, ...kinds.failing];

const changeGroups = z.array(z.object({ number: z.number(), count: z.number(), targets: z.array(z.string()) }));
const failureGroups = z.array(z.looseObject({ evidence: z.string(), targets: z.array(z.string()) }));
const targetList = z.array(z.object({ path: z.string() }));

let proxy: FaultyProxy;
let pushes: ForgePushes;
let product: Product;
let id: string;

beforeAll(async () => {
  proxy = await startFaultyProxy(account.url);
  await repositories.makeAll();
  pushes = await hearPushes(account);
  const folder = mkdtempSync(join(tmpdir(), 'bgagent-review-'));
  const forges = [{ host: proxy.host, api: `${proxy.origin}/api/v1`, token_env: 'FORGE_TOKEN' }];
  const agents = { units: { command: ['sh', '-c', agent] } };
  product = new Product({ sandbox: 'none', agents, forges }, { FORGE_TOKEN: account.token }, folder);
  await product.start();
  const rows = names.map((name) => `acme/${name},${proxy.origin}/bot/${name}.git`);
  writeFileSync(join(folder, 'repos.csv'), ['repo,clone_url', ...rows, ''].join('\n'));
  await product.run('repo', 'import', 'repos.csv');
  const fleet = {
    title: 'Units',
    task_description: 'Give each timeout in settings.ini of {{repo}} its unit.',
    targets: names.map((name) => `acme/${name}`),
    publish: 'review',
    failure: null,
    verifiers: [{ name: 'unit', command: ['grep', '-q', '^timeout_s', 'settings.ini'] }],
    pull_request: { title: 'Give the timeouts of {{name}} a unit' },
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'fleet.yaml'), JSON.stringify(fleet));
  id = await product.submit('-f', 'fleet.yaml');
});

afterAll(async () => {
  await product.close();
  await pushes.stop();
  await proxy.stop();
});

const branchOf = (name: string): string => `bgagent/${id}/${name}`;
const reviewRefOf = (name: string): string => `refs/bgagent/review/${branchOf(name)}`;
/** The branches that it has pushed, as a CI would hear of them. */
const heard = (): readonly string[] => pushes.heard.filter((push) => !push.endsWith(' refs/heads/main')).sort();
const pushOf = (name: string): string => `${name} refs/heads/${branchOf(name)}`;
/** The forge tells of a push a little later. */
async function expectHeard(expected: readonly string[]): Promise<void> {
  const giveUp = Date.now() + patienceMs;
  while (heard().length < expected.length && Date.now() < giveUp) await pause(100);
  expect(heard()).toEqual([...expected].sort());
}

const target = async (path: string): Promise<TargetView> => {
  const found = (await product.targets(id)).find((each) => each.path === path);
  if (!found) throw new Error(`${path} is no target`);
  return found;
};
const waiting = async (): Promise<readonly string[]> =>
  (await product.targets(id)).filter((each) => each.waiting?.for === 'review').map(({ path }) => path);

/** Until nothing of the fleet goes on without a person. */
const stands = (): Promise<FleetView> =>
  product.waitFor(
    id,
    ({ status, progress }) => (status === 'PAUSED' || isTerminalFleet(status)) && progress.counts.RUNNING === 0,
  );

/** Nobody has approved it: what was made is at a ref of its own, and nothing else of it is on the forge. */
async function expectUnpublished(name: string, refs = [reviewRefOf(name)]): Promise<void> {
  expect([name, await repositories.refsOf(name)]).toEqual([name, [...refs, 'refs/heads/main']]);
  expect([name, await forge.pullRequests(name, '')]).toEqual([name, []]);
}

/** Its branch and one pull request, and the ref of the review is gone. */
async function expectPublished(name: string): Promise<void> {
  const own = (await repositories.refsOf(name)).filter((ref) => !ref.startsWith('refs/pull/'));
  expect([name, own]).toEqual([name, [`refs/heads/${branchOf(name)}`, 'refs/heads/main']]);
  const [pull, ...others] = await forge.pullRequests(name, '');
  expect(others).toEqual([]);
  expect(pull).toMatchObject({ title: `Give the timeouts of ${name} a unit`, base: 'main', branch: branchOf(name) });
  expect(pull?.body).toContain(`Each timeout of ${name} tells its unit.`);
  expect((await target(name)).pr_url?.replace(proxy.origin, account.url)).toBe(pull?.url);
}

const groupsOf = async (): Promise<z.infer<typeof changeGroups>> =>
  changeGroups.parse(await product.run('fleet', 'diff', id, '--groups'));

test('before anybody has looked there is no pull request, no branch, and nothing that starts a CI', async () => {
  expect(await stands()).toMatchObject({ status: 'PAUSED', reason: { code: 'review' }, reviews: 25 });
  expect(await waiting()).toEqual(names.filter((name) => !kinds.failing.includes(name)));
  for (const name of names) await expectUnpublished(name, kinds.failing.includes(name) ? [] : [reviewRefOf(name)]);
  expect(heard()).toEqual([]);
});

test('five failures of one cause are one group, which is tried again with a hint in one command', async () => {
  const failures = failureGroups.parse(await product.run('fleet', 'failures', id));
  expect(failures).toEqual([
    expect.objectContaining({ number: 1, count: 5, class: 'agent', code: 'AGENT_FAILED', targets: kinds.failing }),
  ]);
  expect(failures[0]?.evidence).toContain('the registry does not answer');
  await product.run('fleet', 'retry', id, '--failure-group', '1', '--hint', words.hint);
  expect(await stands()).toMatchObject({ status: 'PAUSED', reason: { code: 'review' }, reviews: 30 });
  expect(failureGroups.parse(await product.run('fleet', 'failures', id))).toEqual([]);
});

test('equal changes are one group, wherever in their files they are', async () => {
  const groups = await groupsOf();
  expect(groups.map(({ number, count }) => [number, count])).toEqual([18, 8, 2, 1, 1].map((count, n) => [n + 1, count]));
  expect(groups.slice(0, 3).map(({ targets }) => targets)).toEqual(
    [eighteen, kinds.more, kinds.unwanted].map((paths) => paths.slice(0, 10)),
  );
  const diff = await product.show('fleet', 'diff', id, kinds.more[0] ?? '');
  expect(diff).toContain('\n-timeout = 30\n-retries = 3\n+timeout_s = 30\n+max_retries = 3\n');
  const found = targetList.parse(await product.run('fleet', 'targets', id, '--change-group', '2'));
  expect(found.map(({ path }) => path)).toEqual(kinds.more);
});

test('a target that is told more twice works on, and what was looked at before is not approved any more', async () => {
  const path = kinds.steered;
  expect(await product.show('fleet', 'diff', id, path)).toContain('+timeout_s = 90');
  await product.run('fleet', 'steer', id, '--target', path, words.first);
  await stands();
  const stale = product.run('fleet', 'approve', id, '--target', path, '--target', kinds.moved, '--yes');
  await expect(stale).rejects.toThrow(path);
  expect(await waiting()).toEqual(names);
  await product.run('fleet', 'steer', id, '--target', path, words.second);
  await stands();
  for (const name of [path, kinds.moved]) await expectUnpublished(name);
  const steered = await target(path);
  expect(steered.attempts.map(({ trigger, steering }) => ({ trigger, steering }))).toEqual([
    { trigger: 'initial', steering: null },
    { trigger: 'steer', steering: words.first },
    { trigger: 'steer', steering: words.second },
  ]);
  const told = await product.show('fleet', 'targets', id, '--target', path);
  for (const said of [words.first, words.second]) expect(told).toContain(said);
  const log = await product.show('fleet', 'logs', id, path);
  for (const said of [words.first, words.second]) expect(log).toContain(`I was told: ${said}`);

  const diff = await product.show('fleet', 'diff', id, path);
  expect(diff).toContain('\n-timeout = 90\n+timeout_seconds = 90\n');
  expect(diff).toContain('+Timeouts have a unit.');
  await product.run('fleet', 'approve', id, '--target', path, '--yes');
  await stands();
  await expectPublished(path);
  await expectHeard([pushOf(path)]);
});

test('a commit that a person adds to the ref is not published before somebody has looked at it', async () => {
  const path = kinds.moved;
  await product.show('fleet', 'diff', id, path);
  await repositories.commitTo(path, reviewRefOf(path));
  await product.run('fleet', 'approve', id, '--target', path, '--yes');
  expect(await stands()).toMatchObject({ status: 'PAUSED', reason: { code: 'review' } });
  const moved = await target(path);
  expect(moved).toMatchObject({ status: 'PENDING', waiting: { for: 'review' } });
  expect(moved.attempts.at(-1)?.failure ?? moved.attempts.at(-2)?.failure).toMatchObject({ code: 'HEAD_MOVED' });
  await expectUnpublished(path);
  // What was looked at is not what is there now.
  await expect(product.run('fleet', 'approve', id, '--target', path, '--yes')).rejects.toThrow(path);
  const diff = await product.show('fleet', 'diff', id, path);
  expect(diff).toContain('+timeout_s = 120');
  expect(diff).toContain('README.md');
  await product.run('fleet', 'approve', id, '--target', path, '--yes');
  await stands();
  await expectPublished(path);
  expect(await forge.changedFiles(path, 1)).toEqual(['README.md', 'settings.ini']);
});

test('one command publishes the eighteen, another rejects the two, and the others wait on', async () => {
  await groupsOf();
  await product.run('fleet', 'approve', id, '--change-group', '1', '--yes');
  await product.run('fleet', 'reject', id, '--change-group', '3', '--reason', 'Their timeout goes away.');
  expect(await stands()).toMatchObject({ status: 'PAUSED', reason: { code: 'review' }, reviews: 8 });
  expect(await waiting()).toEqual(kinds.more);
  for (const name of eighteen) await expectPublished(name);
  for (const name of [...kinds.more, ...kinds.unwanted]) await expectUnpublished(name);
  const rejected = {
    status: 'FAILED',
    failure: { code: 'REJECTED_BY_PERSON', by: 'user', message: expect.stringContaining('goes away') as string },
  };
  for (const name of kinds.unwanted) expect(await target(name)).toMatchObject(rejected);
  await expectHeard([...eighteen, kinds.steered, kinds.moved].map(pushOf));
});

test('a kill -9 between the approval and the pull request, and one after it, leave one pull request each', async () => {
  // Not both among the first that are published at the same time.
  const [pushed = '', opened = ''] = [kinds.more[0], kinds.more.at(-1)];
  let killed = 0;
  const kill = async (): Promise<void> => {
    killed += 1;
    await product.kill();
  };
  const untilKilled = async (count: number): Promise<void> => {
    while (killed < count) await pause(20);
    await product.start();
  };
  const restarts = untilKilled(1).then(() => {
    proxy.faults.push({ match: new RegExp(`^POST \\S+/${opened}/pulls`), afterwards: kill });
    return untilKilled(2);
  });
  // The branch is there, and its pull request is not yet.
  proxy.faults.push({ match: new RegExp(`^POST /bot/${pushed}\\.git/git-receive-pack`), afterwards: kill });
  await product.run('fleet', 'approve', id, '--change-group', '2', '--yes');
  await restarts;
  expect(await stands()).toMatchObject({ status: 'PARTIAL', progress: { counts: { SUCCEEDED: 28, FAILED: 2 } } });
  for (const name of kinds.more) await expectPublished(name);
  expect(proxy.answered.filter((line) => /^POST \S+\/pulls → 201/.test(line))).toHaveLength(28);
});

test('the results tell what each target has changed', async () => {
  const [head, ...rows] = (await product.show('fleet', 'results', id, '--format', 'csv')).trim().split('\n');
  const columns = head?.split(',') ?? [];
  const valueOf = (row: string, column: string): string => row.split(',')[columns.indexOf(column)] ?? '';
  const changes = rows.map((row) => ['files', 'lines_added', 'lines_removed'].map((column) => valueOf(row, column)).join(' '));
  expect(changes).toEqual(
    names.map((name) =>
      kinds.more.includes(name) ? '1 2 2' : name === kinds.steered ? '2 2 1' : name === kinds.moved ? '2 1 3' : '1 1 1',
    ),
  );
});
