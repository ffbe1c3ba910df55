/** The commands of repositories. */
import { cliForEachTest } from './cli-against-server.ts';
import type { Behaviour } from './contract-server.ts';

const cli = cliForEachTest();

const repository = {
  repo: 'acme/auth',
  status: 'active',
  clone_url: '/srv/auth.git',
  default_branch: null,
  tags: { team: 'a' },
  max_turns: null,
  max_budget_usd: null,
  build_command: null,
  lint_command: null,
  onboarded_at: '2026-11-20T10:00:00.000Z',
};
/** acme/auth is not onboarded yet. */
const behaviour: Behaviour = {
  editRepo: ({ params: { name } }) =>
    name === 'auth'
      ? { error: { code: 'REPO_NOT_FOUND', message: 'There is no repository.' } }
      : { data: { ...repository, repo: 'acme/known' } },
  putRepo: () => ({ data: repository }),
  listRepos: () => ({ data: [repository] }),
  removeRepo: () => ({ data: { ...repository, status: 'removed' } }),
};
const repo = (...args: string[]) => cli().run(behaviour, ['repo', ...args]);

test('onboard makes a repository that is new, and changes only the given settings of a known one', async () => {
  const flags = ['--clone-url', '/srv/auth.git', '--tag', 'team=a', '--build-command', 'make'];
  expect((await repo('onboard', 'acme/auth', ...flags)).stdout).toBe('Onboarded acme/auth: /srv/auth.git\n');
  expect(cli().asked('putRepo')[0]).toMatchObject({
    params: { owner: 'acme', name: 'auth' },
    body: { clone_url: '/srv/auth.git', tags: { team: 'a' }, build_command: 'make' },
  });
  expect((await repo('onboard', 'acme/known', '--tag', 'tier=1')).stdout).toBe('Changed acme/known: /srv/auth.git\n');
  expect(cli().asked('putRepo')).toHaveLength(1);
  expect(cli().asked('editRepo').at(-1)?.body).toEqual({ tags: { tier: '1' } });
});

test('edit sets and removes settings and single tags, but no setting both at once', async () => {
  const edit = ['edit', 'acme/known'];
  await repo(...edit, '--build-command', 'make', '--unset', 'tag=team', '--tag', 'a=b', '--unset', 'clone-url');
  expect(cli().asked('editRepo').at(-1)?.body).toEqual({ build_command: 'make', tags: { a: 'b', team: null }, clone_url: null });
  expect((await repo(...edit, '--unset', 'build-command', '--build-command', 'make')).code).toBe(2);
  await repo(...edit, '--max-budget', '2.50', '--unset', 'max-turns');
  expect(cli().asked('editRepo').at(-1)?.body).toEqual({ max_budget_usd: 2.5, max_turns: null });
  expect((await repo(...edit, '--max-budget', 'much')).code).toBe(2);
});

test('list prints names for other commands', async () => {
  expect((await repo('list', '--tag', 'team=a', '--output', 'name')).stdout).toBe('acme/auth\n');
  expect(cli().asked('listRepos')[0]?.query['tag']).toBe('team=a');
});

test('remove wants owner/name', async () => {
  expect((await repo('remove', 'acme/auth')).code).toBe(0);
  expect((await repo('remove', 'acme')).code).toBe(2);
});
