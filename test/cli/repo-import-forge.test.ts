/** `repo import --forge`: what the API is asked, what is told, and what is refused. */
import { startOrganisationServer, type OrganisationServer } from '../worker/forge/organisation-server.ts';
import { cliForEachTest } from './cli-against-server.ts';
import type { Behaviour } from './contract-server.ts';

const cli = cliForEachTest();
let forge: OrganisationServer;
beforeEach(async () => {
  forge = await startOrganisationServer('/api/v1');
  forge.pages = [
    [{ full_name: 'acme/api', topics: ['payments'] }, { full_name: 'acme/web' }],
    [{ full_name: 'acme/old', archived: true }, { full_name: 'acme/wørd' }],
  ];
  // JSON is YAML.
  const forges = [{ host: 'Git.acme.example', api: forge.api, token_env: 'ACME_TOKEN' }];
  cli().file('worker.yaml', JSON.stringify({ forges }));
});
afterEach(() => forge.stop());

const repository = {
  ...{ repo: 'acme/web', status: 'active', clone_url: null, default_branch: null, tags: {}, max_turns: null },
  ...{ max_budget_usd: null, build_command: null, lint_command: null, onboarded_at: '2026-11-20T10:00:00.000Z' },
};
const imported = { source: 'git.acme.example/acme', clone_url: null, default_branch: null, tags: {} };
const counts = { new: 2, changed: 0, unchanged: 0, removed: 0, gone: 0 };
const behaviour: Behaviour = {
  importRepos: () => ({ data: { repos: [], gone: [], counts, dry_run: true } }),
  listRepos: () => ({ data: [{ ...repository, imported }] }),
};
const run = (...args: string[]) =>
  cli().run(behaviour, ['repo', 'import', ...args], {
    env: { ACME_TOKEN: 'acme-secret', GITHUB_TOKEN: '', GH_TOKEN: '', UNSET: '' },
  });
const organisation = ['--forge', 'git.acme.example', '--org', 'Acme'];
const entry = (repo: string, tags: object = {}) => ({
  ...{ repo, clone_url: `https://forge.acme.example/${repo}.git`, default_branch: 'main', tags },
});

test('the repositories of the organisation are sent with its names, and what was left out is told', async () => {
  forge.answers.set('GET /orgs/Acme', [{ body: {} }]);
  forge.answers.set('GET /orgs/Acme/repos', [
    { body: [{ full_name: 'acme/api', clone_url: '/api', size: 1, topics: ['payments'] }] },
  ]);
  expect(await run(...organisation, '--remove-gone')).toMatchObject({ code: 0 });
  expect(cli().asked('importRepos')[0]?.body).toEqual({
    source: 'git.acme.example/acme',
    repos: [{ repo: 'acme/api', clone_url: '/api', tags: { payments: 'true' } }],
    names: ['acme/api'],
    remove_gone: true,
  });
  expect(cli().asked('listRepos')).toEqual([]);
});

test('a topic chooses what is new, and what came with an earlier import is followed', async () => {
  const { stderr } = await run(
    '--forge',
    'git.acme.example',
    '--org',
    'acme',
    '--topic',
    'payments',
    '--topic',
    'paymnts',
    '--dry-run',
  );
  expect(cli().asked('importRepos')[0]?.body).toMatchObject({
    repos: [entry('acme/api', { payments: 'true' }), entry('acme/web')],
    names: ['acme/api', 'acme/web'],
    ...{ remove_gone: false, dry_run: true },
  });
  expect(stderr).toBe(
    [
      'git.acme.example/acme: 2 repositories to import. Left out: 1 archived (taken with --archived), 1 without such a topic',
      'warning: no repository has the topic paymnts',
      '',
    ].join('\n'),
  );
});

test('a name that cannot be onboarded is told, and archived repositories are taken where they are asked for', async () => {
  const { stderr } = await run('--forge', 'git.acme.example', '--org', 'acme', '--archived');
  expect(stderr).toBe(
    [
      'git.acme.example/acme: 3 repositories to import',
      'warning: acme/wørd cannot be onboarded: repo must be owner/name, for example acme/payments',
      '',
    ].join('\n'),
  );
});

const refusals: [string, string[], number, RegExp][] = [
  ['nothing', [], 2, /give either a FILE with the repositories, or an organisation/],
  ['both', ['repos.csv', ...organisation], 2, /give either a FILE with the repositories, or an organisation/],
  ['no organisation', ['--forge', 'git.acme.example'], 2, /--org/],
  ['no forge', ['--org', 'acme', '--topic', 'a'], 2, /--forge/],
  ['an address for a host', ['--forge', 'https://github.com', '--org', 'acme'], 2, /--forge must be a host/],
  ['a path for a name', ['--forge', 'git.acme.example', '--org', 'acme/api'], 2, /--org must be the name of an organisation/],
  [
    'a forge that worker.yaml lacks',
    ['--forge', 'git.other', '--org', 'acme'],
    2,
    /worker.yaml names only: Git.acme.example[\s\S]*host: git.other/,
  ],
  ['no token', ['--forge', 'github.com', '--org', 'acme'], 1, /the variable GITHUB_TOKEN is not set/],
  [
    'an organisation that is not there',
    ['--forge', 'git.acme.example', '--org', 'nobody'],
    6,
    /there is no organisation nobody on Git.acme.example/,
  ],
];
test.each(refusals)('%s: refused, and nothing is imported', async (_, args, code, message) => {
  const ended = await run(...args);
  expect(ended).toMatchObject({
    code,
    stderr: expect.stringMatching(message) as string,
  });
  expect(ended.stderr).not.toContain('acme-secret');
  expect(cli().asked('importRepos')).toEqual([]);
});

test('an organisation of which the token sees nothing imports nothing, so that nothing counts as gone', async () => {
  forge.pages = [[]];
  const ended = await run('--forge', 'git.acme.example', '--org', 'acme', '--remove-gone');
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('no repository that the token may see') as string });
  expect(cli().asked('importRepos')).toEqual([]);
});
