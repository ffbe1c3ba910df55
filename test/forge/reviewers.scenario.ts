/** Reviewers of pull requests on a real forge: users and a team, those that it refuses, and later attempts. Run by run.ts. */
import { Octokit } from '@octokit/rest';
import { ulid } from 'ulid';
import { workerConfig } from '../../contracts/worker-config.ts';
import { removeFolders } from '../worker/git-repository.ts';
import { shellTask, startTaskBench, type TaskBench } from '../worker/task-bench.ts';
import { readForgeAccount } from './forge-account.ts';

const account = readForgeAccount();
const { rest, request } = new Octokit({ auth: account.token, baseUrl: account.api });
/** Gitea's own routes, and those that it has with other values than GitHub. */
const call = request as (route: string, parameters: object) => Promise<{ readonly data: unknown }>;
const org = `crew-${ulid().toLowerCase()}`;
const [alice, bob, stranger] = ['alice', 'bob', 'stranger'].map((name) => `${name}-${ulid().toLowerCase()}`) as [
  string,
  string,
  string,
];

let bench: TaskBench;

beforeAll(async () => {
  bench = await startTaskBench();
  const forges = [{ host: new URL(account.url).host, api: account.api, token_env: 'FORGE_TOKEN' }];
  bench.startWorker({
    config: workerConfig.parse({ forges }),
    environment: { ...process.env, FORGE_TOKEN: account.token },
  });
  for (const username of [alice, bob, stranger]) {
    const user = { username, email: `${username}@example.test`, password: ulid(), must_change_password: false };
    await call('POST /admin/users', user);
  }
  await call('POST /orgs', { username: org });
  await rest.repos.createInOrg({ org, name: 'api', private: true, auto_init: true });
  await makeTeam('payments', [bob]);
  await makeTeam('readers', [alice]);
  await rest.repos.createForAuthenticatedUser({ name: org, private: true, auto_init: true });
  await bench.onboard({ repo: `${org}/api`, clone_url: `${account.url}/${org}/api.git` });
  await bench.onboard({ repo: `${account.user}/${org}`, clone_url: `${account.url}/${account.user}/${org}.git` });
});
afterAll(async () => {
  await bench.stop();
  removeFolders();
});

async function makeTeam(name: string, members: readonly string[]): Promise<void> {
  const units = { 'repo.code': 'read', 'repo.pulls': 'read' };
  const made = await call('POST /orgs/{org}/teams', { org, name, permission: 'read', units_map: units });
  const { id } = made.data as { readonly id: number };
  for (const member of members) await call('PUT /teams/{id}/members/{member}', { id, member });
  await call('PUT /teams/{id}/repos/{org}/api', { id, org });
}

/** Runs an attempt, and answers its pull request and the event about reviewers. */
async function publish(repo: string, branch_name: string, reviewers: readonly string[]) {
  const id = await bench.submit(
    shellTask('date +%N > work.txt', {
      ...{ repo, branch_name, channel_metadata: { fleet_id: branch_name.split('/')[1] ?? '', target: 'api', attempt: 1 } },
      pull_request: { reviewers: [...reviewers] },
    }),
  );
  expect(await bench.ended(id)).toMatchObject({ status: 'COMPLETED', error_message: null });
  const { pr_url } = await bench.rowOf(id);
  const [owner = '', name = ''] = repo.split('/');
  const number = Number(pr_url?.split('/').at(-1));
  const listed = await call('GET /repos/{owner}/{name}/pulls/{number}/reviews', { owner, name, number });
  const reviews = listed.data as readonly {
    readonly state: string;
    readonly user: { readonly login: string } | null;
    readonly team: { readonly name: string } | null;
  }[];
  const events = await bench.ports.events.listTaskEvents(id, { limit: 50 });
  return {
    number,
    asked: reviews.filter(({ state }) => state === 'REQUEST_REVIEW').map(({ user, team }) => team?.name ?? user?.login),
    told: events.items.find(({ event_type }) => event_type === 'reviewers_not_set')?.metadata,
  };
}

test('users and teams are asked once, and who cannot be asked is told and keeps nobody else from it', async () => {
  const repo = `${org}/api`;
  const branch = `bgagent/${ulid()}/api`;
  const nobody = `nobody-${ulid().toLowerCase()}`;
  const wrong = [account.user, 'another/team', stranger, nobody, `${org}/nothing`];
  const opened = await publish(repo, branch, [alice, `${org}/payments`, ...wrong]);
  expect(opened.asked).toEqual([alice, 'payments']);
  expect(opened.told).toMatchObject({ reviewers: wrong });

  // She gives a review, and a person takes back the request to the team: a later attempt asks neither.
  const { number } = opened;
  const asAlice = { headers: { sudo: alice }, org, number };
  await call('POST /repos/{org}/api/pulls/{number}/reviews', { ...asAlice, event: 'APPROVED', body: 'Looks good' });
  await call('DELETE /repos/{org}/api/pulls/{number}/requested_reviewers', { org, number, team_reviewers: ['payments'] });
  const again = await publish(repo, branch, [alice, `${org}/payments`, `${org}/readers`]);
  expect(again).toEqual({ number, asked: ['readers'], told: undefined });
});

test('a repository that belongs to a user has no teams, which the forge leaves out without a word', async () => {
  const { asked, told } = await publish(`${account.user}/${org}`, `bgagent/${ulid()}/api`, [`${account.user}/payments`]);
  expect([asked, told?.['reviewers']]).toEqual([[], [`${account.user}/payments`]]);
});
