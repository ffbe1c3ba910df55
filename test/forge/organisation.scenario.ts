/** An organisation with 500 repositories on a real forge: onboarded by one command, changed, onboarded again, and a fleet over a part of it. Run by run.ts. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RepoImportReport } from '../../contracts/http/repo-import.ts';
import type { Repository } from '../../contracts/repository.ts';
import { allPages } from '../../cli/api/all-pages.ts';
import { cliFolder } from '../cli/run-cli.ts';
import { must } from '../scenarios/answers.ts';
import { System } from '../scenarios/system.ts';
import { readForgeAccount } from './forge-account.ts';
import { openForgeOrganisation } from './forge-organisation.ts';

const account = readForgeAccount();
const { host } = new URL(account.url);
const org = 'many';
const forge = openForgeOrganisation(account, org);
const size = 500;
const nameOf = (n: number): string => `r${String(n).padStart(3, '0')}`;
/** Of the first 21. */
const withPayments = 21;

const tokens = { FORGE_TOKEN: account.token, READ_ONLY_TOKEN: account.readOnlyToken };
const cli = cliFolder();
let system: System;

beforeAll(async () => {
  await forge.create();
  await forge.makeAll([...Array.from({ length: size }, (_, n) => nameOf(n)), 'old']);
  await forge.makeEmpty('empty');
  await forge.archive('old');
  for (let n = 0; n < withPayments; n += 1) await forge.setTopics(nameOf(n), ['payments']);
  const workerConfig = join(cli.dir, 'worker.yaml');
  const named = (token_env: string, alias = host) => ({ host: alias, api: account.api, token_env });
  // JSON is YAML.
  writeFileSync(
    workerConfig,
    JSON.stringify({ sandbox: 'none', forges: [named('FORGE_TOKEN'), named('READ_ONLY_TOKEN', 'read-only')] }),
  );
  Object.assign(process.env, tokens);
  system = await System.start({ workerConfig });
});
afterAll(async () => {
  await system.close();
  cli.remove();
});

const run = (...args: readonly string[]) =>
  cli.run(args, { env: { ...tokens, BGAGENT_API_URL: system.apiUrl, BGAGENT_TOKEN: system.token } });

/** @returns the report, and what was printed for the person who waits */
async function importAll(...more: readonly string[]): Promise<{ report: RepoImportReport; told: string }> {
  const { code, stdout, stderr } = await run('repo', 'import', '--forge', host, '--org', org, '--json', ...more);
  if (code !== 0) throw new Error(stderr);
  // What the API answers, which the client has read.
  return { report: JSON.parse(stdout) as RepoImportReport, told: stderr };
}
const allRepos = () => allPages((next_token) => system.client.listRepos({ query: { limit: 100, next_token } }));
const repoOf = async (name: string): Promise<Repository | undefined> =>
  (await allRepos()).find(({ repo }) => repo === named(name));
const named = (name: string) => `${org}/${name}`;

test('a dry run tells all, and onboards nothing', async () => {
  const { report, told } = await importAll('--dry-run');
  expect(report.counts).toEqual({ new: size, changed: 0, unchanged: 0, removed: 0, gone: 0 });
  expect(told).toContain(`${host}/${org}: 500 repositories to import. Left out: 1 archived (taken with --archived), 1 empty\n`);
  expect(await allRepos()).toEqual([]);
});

test('one command onboards 500 repositories, with address, branch and topics', async () => {
  const { report } = await importAll();
  expect(report.counts).toEqual({ new: size, changed: 0, unchanged: 0, removed: 0, gone: 0 });
  expect(await repoOf(nameOf(0))).toMatchObject({
    clone_url: `${account.url}/${org}/${nameOf(0)}.git`,
    default_branch: 'main',
    tags: { payments: 'true' },
  });
  expect((await repoOf(nameOf(size - 1)))?.tags).toEqual({});
});

test('the second time tells what is new, changed and gone, and keeps what a person set', async () => {
  const [rebased, without, byHand, added] = [nameOf(0), nameOf(1), nameOf(2), nameOf(withPayments)];
  const [archived, deleted] = [nameOf(size - 2), nameOf(size - 1)];
  await forge.setDefaultBranch(rebased, 'trunk');
  await forge.setTopics(without, []);
  await forge.setTopics(added, ['payments', 'ledger']);
  await forge.archive(archived);
  await forge.remove(deleted);
  await forge.makeAll(['newcomer']);
  const edit = ['--default-branch', 'stable', '--tag', 'payments=no', '--tag', 'team=a'];
  expect((await run('repo', 'edit', named(byHand), ...edit)).code).toBe(0);

  const { report } = await importAll();
  expect(report.counts).toEqual({ new: 1, changed: 3, unchanged: size - 5, removed: 0, gone: 2 });
  expect(report.repos.filter(({ result, kept }) => result !== 'unchanged' || kept.length > 0)).toEqual(
    [
      { repo: named('newcomer'), result: 'new', changes: [], kept: [] },
      { repo: named(rebased), result: 'changed', changes: [{ field: 'default_branch', from: 'main', to: 'trunk' }], kept: [] },
      { repo: named(without), result: 'changed', changes: [{ field: 'tags.payments', from: 'true', to: null }], kept: [] },
      { repo: named(byHand), result: 'unchanged', changes: [], kept: ['default_branch', 'tags.payments'] },
      {
        repo: named(added),
        result: 'changed',
        changes: expect.arrayContaining([
          { field: 'tags.ledger', from: null, to: 'true' },
          { field: 'tags.payments', from: null, to: 'true' },
        ]) as unknown,
        kept: [],
      },
    ].sort((one, other) => orderOf(report, one.repo) - orderOf(report, other.repo)),
  );
  expect(report.gone.map(({ repo }) => repo).sort()).toEqual([named(archived), named(deleted)]);
  expect(await repoOf(byHand)).toMatchObject({ default_branch: 'stable', tags: { payments: 'no', team: 'a' } });
  expect((await repoOf(deleted))?.status).toBe('active');

  const { report: removing } = await importAll('--remove-gone');
  expect(removing.counts).toEqual({ new: 0, changed: 0, unchanged: size - 1, removed: 0, gone: 2 });
  expect((await repoOf(deleted))?.status).toBe('removed');
  expect((await importAll()).report.counts.gone).toBe(0);
});

/** The forge has an order of its own. */
const orderOf = ({ repos }: RepoImportReport, repo: string): number => repos.findIndex((each) => each.repo === repo);

test.each<[string, number, string[], string]>([
  ['an organisation that is not there', 6, ['--forge', host, '--org', 'nobody'], `there is no organisation nobody on ${host}`],
  ['a user', 6, ['--forge', host, '--org', account.user], `${account.user} is a user of ${host} and not an organisation`],
  ['a token that may not list organisations', 1, ['--forge', 'read-only', '--org', org], 'read:organization'],
])('%s is refused by name', async (_, code, args, message) => {
  const ended = await run('repo', 'import', ...args);
  expect(ended).toMatchObject({ code, stderr: expect.stringContaining(message) as string });
  expect(ended.stderr).not.toContain(account.readOnlyToken);
});

test('a fleet over the repositories with a tag opens a pull request in each of them', async () => {
  const { fleet_id } = must(
    await system.client.submitFleet({
      body: {
        workflow_ref: 'shell/run-v1',
        params: { command: 'echo hello > greeting.txt' },
        selector: { tags: { payments: ['true'] } },
        pull_request: { title: 'Greet {{name}}' },
      },
    }),
  );
  expect(await system.waitForEnd(fleet_id)).toMatchObject({ status: 'SUCCEEDED' });
  const expected = [0, ...Array.from({ length: withPayments - 2 }, (_, n) => n + 3)].map(nameOf);
  const targets = must(await system.client.listTargets({ params: { fleet_id }, query: { limit: 100 } }));
  expect(targets.map(({ repo }) => repo).sort()).toEqual(expected.map(named));
  for (const name of expected) {
    const pulls = await forge.pullRequests(name);
    expect(pulls).toEqual([{ title: `Greet ${name}`, base: name === nameOf(0) ? 'trunk' : 'main' }]);
  }
});
