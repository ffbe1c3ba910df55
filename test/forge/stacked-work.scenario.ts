/** Work on top of the branch of other work, on a real forge: before and after that other work was merged. Run by run.ts. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TaskDetail } from '../../contracts/task.ts';
import { must } from '../scenarios/answers.ts';
import { System } from '../scenarios/system.ts';
import { readForgeAccount } from './forge-account.ts';
import { openForgeRepositories } from './forge-repositories.ts';

const account = readForgeAccount();
const forge = openForgeRepositories(account);
const repo = 'stacked';

let folder: string;
let system: System;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bgagent-test-stacked-'));
  await forge.make(repo);
  process.env['STACKED_TOKEN'] = account.token;
  const file = join(folder, 'worker.yaml');
  const forges = [{ host: new URL(account.url).host, api: account.api, token_env: 'STACKED_TOKEN' }];
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ forges }));
  system = await System.start({ workerConfig: file });
  await system.onboardRemote(repo, `${account.url}/bot/${repo}.git`);
});

afterAll(async () => {
  await system.close();
  rmSync(folder, { recursive: true, force: true });
});

const work = async (command: string, base_branch: string | null): Promise<TaskDetail> => {
  const body = { repo: `acme/${repo}`, workflow_ref: 'shell/run-v1', params: { command }, base_branch };
  const { task_id } = must(await system.client.createTask({ body }));
  return system.taskEnds(task_id);
};
const pullsByUrl = async () => new Map((await forge.pullRequests(repo, '')).map((pull) => [pull.url, pull]));

test('a pull request is against the branch that its work is made from, and after a merge against the default branch', async () => {
  const lib = await work('echo lib > lib.txt', null);
  const app = await work('cat lib.txt > app.txt', lib.branch_name);
  expect([lib.outcome, app.outcome]).toEqual(['changed', 'changed']);
  const pulls = await pullsByUrl();
  expect(pulls.get(app.pr_url ?? '')?.base).toBe(lib.branch_name);
  await forge.squash(repo, pulls.get(lib.pr_url ?? '')?.number ?? 0);
  expect(await forge.branches(repo, lib.branch_name ?? '')).toEqual([]);
  const tool = await work('cat lib.txt > tool.txt', lib.branch_name);
  expect(tool).toMatchObject({ status: 'COMPLETED', outcome: 'changed', error_message: null });
  expect((await pullsByUrl()).get(tool.pr_url ?? '')?.base).toBe('main');
});

test('a branch that is gone without a merge is named', async () => {
  const task = await work('echo x > x.txt', 'bgagent/nowhere');
  expect(task).toMatchObject({ status: 'FAILED', error_classification: { title: 'Base branch gone' } });
  expect(task.error_message).toContain('The branch bgagent/nowhere, which the work is made from, is gone from ');
});
