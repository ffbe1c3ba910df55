/** Lists of organisations: pages, what is left out, and each way in which a forge can refuse. */
import { Octokit } from '@octokit/rest';
import { listOrganisation, type OrganisationWanted } from '../../../worker/forge/list-organisation.ts';
import type { ForgeAddress } from '../../../contracts/worker-config.ts';
import { startOrganisationServer, type OrganisationServer, type RepositoryOfOrganisation } from './organisation-server.ts';

let server: OrganisationServer;
const start = async (base = '/api/v3') => (server = await startOrganisationServer(base));
afterEach(() => server.stop());

let told: string[];
beforeEach(() => (told = []));

const list = (wanted: Partial<OrganisationWanted> = {}, forge: Partial<ForgeAddress> = {}) =>
  listOrganisation(
    { ...{ host: 'ghe.acme.example', api: server.api, kind: 'github', tokenEnv: 'GHE_TOKEN', token: 'ghp_secret' }, ...forge },
    { ...{ organisation: 'acme', topics: [], archived: false, forks: false, followed: new Set() }, ...wanted },
    (line) => told.push(line),
  );

const many = (from: number, to: number): RepositoryOfOrganisation[] =>
  Array.from({ length: to - from }, (_, n) => ({ full_name: `acme/r${from + n}` }));
const nothingLeftOut = { archived: 0, forks: 0, mirrors: 0, empty: 0, without_topic: 0 };
const cloneUrl = (repo: string): string => `https://forge.acme.example/${repo}.git`;

test('all pages are read at the address of the API, wherever the links lead, and with the routes of GitHub', async () => {
  await start();
  server.linksTo = 'http://intern.acme.example:3000';
  server.pages = [many(0, 100), many(100, 200), many(200, 300), many(300, 400), many(400, 500), many(499, 501)];
  const listing = await list();
  expect(listing).toMatchObject({ ok: true, value: { left_out: nothingLeftOut, refused: [], unmatched_topics: [] } });
  if (!listing.ok) return;
  expect(listing.value.names).toEqual(many(0, 501).map(({ full_name: name }) => name));
  expect(listing.value.repos.map(({ repo }) => repo)).toEqual(listing.value.names);
  expect(told).toEqual(['ghe.acme.example: 500 repositories of acme read']);
  const { rest } = new Octokit();
  const routes = [rest.orgs.get, rest.repos.listForOrg].map(({ endpoint: { DEFAULTS } }) =>
    `${DEFAULTS.method} /api/v3${DEFAULTS.url}`.replace('{org}', 'acme'),
  );
  const [first = '', second = '', ...others] = server.requests;
  expect([first, second.split('?')[0]]).toEqual(routes);
  expect(others.map((line) => new URLSearchParams(line.split('?')[1]).get('page'))).toEqual(['2', '3', '4', '5', '6']);
  expect([...server.authorizations]).toEqual(['token ghp_secret']);
});

const mixed: readonly RepositoryOfOrganisation[] = [
  { full_name: 'acme/api', default_branch: 'trunk', topics: ['payments', 'go'] },
  { full_name: 'acme/old', archived: true, topics: ['payments'] },
  { full_name: 'acme/forked', fork: true },
  { full_name: 'acme/copied', mirror: true },
  { full_name: 'acme/small', size: 0, topics: ['ledger'] },
  { full_name: 'acme/empty', size: 0 },
  { full_name: 'acme/fresh', empty: true },
  { full_name: 'acme/wørd' },
  { full_name: 'acme/odd', clone_url: '' },
];
const emptyAnswer = { status: 409, body: { message: 'Git Repository is empty.' } };

async function startMixed(): Promise<void> {
  await start();
  server.pages = [mixed];
  server.answers.set('GET /repos/acme/empty/commits', [emptyAnswer]);
  server.answers.set('GET /repos/acme/small/commits', [{ body: [{ sha: 'a'.repeat(40) }] }]);
}
const api = {
  ...{ repo: 'acme/api', clone_url: cloneUrl('acme/api'), default_branch: 'trunk', tags: { payments: 'true', go: 'true' } },
};
const plain = (repo: string, ...topics: string[]) => ({
  ...{
    repo,
    clone_url: cloneUrl(repo),
    default_branch: 'main',
    tags: Object.fromEntries(topics.map((topic) => [topic, 'true'])),
  },
});

test('what nobody can or wants to work on is left out and counted, and is there all the same', async () => {
  await startMixed();
  expect(await list()).toEqual({
    ok: true,
    value: {
      repos: [api, plain('acme/small', 'ledger')],
      names: ['api', 'forked', 'copied', 'small', 'empty', 'fresh', 'odd'].map((name) => `acme/${name}`),
      left_out: { ...nothingLeftOut, archived: 1, forks: 1, mirrors: 1, empty: 2 },
      refused: [
        { repo: 'acme/wørd', problem: 'repo must be owner/name, for example acme/payments' },
        { repo: 'acme/odd', problem: expect.stringMatching(/^clone_url /) as string },
      ],
      unmatched_topics: [],
    },
  });
});

test.each<[string, Partial<OrganisationWanted>, object]>([
  ['archived ones', { archived: true }, { repos: [api, plain('acme/old', 'payments'), plain('acme/small', 'ledger')] }],
  ['forks', { forks: true }, { repos: [api, plain('acme/forked'), plain('acme/small', 'ledger')] }],
  [
    'one of several topics',
    { topics: ['Ledger', 'payments', 'paymnts'] },
    { repos: [api, plain('acme/small', 'ledger')], unmatched_topics: ['paymnts'] },
  ],
  [
    'a topic, and what came with an earlier import',
    { topics: ['go'], followed: new Set(['acme/small']) },
    { repos: [api, plain('acme/small', 'ledger')], left_out: { archived: 1, forks: 1, mirrors: 1, empty: 2, without_topic: 2 } },
  ],
  [
    'a topic',
    { topics: ['ledger'] },
    { repos: [plain('acme/small', 'ledger')], left_out: { archived: 1, forks: 1, mirrors: 1, empty: 2, without_topic: 3 } },
  ],
])('%s: as wanted', async (_, wanted, expected) => {
  await startMixed();
  const listing = await list(wanted);
  // Names that cannot be onboarded count as they are in each case.
  expect(listing).toMatchObject({ ok: true });
  const { value } = listing as { value: { repos: readonly { repo: string }[]; refused: readonly object[] } };
  expect(value).toMatchObject(expected);
});

test('a Gitea that lists no topics is asked for those of each repository', async () => {
  await start('/api/v1');
  server.pages = [
    [
      { full_name: 'acme/api', topics: undefined },
      { full_name: 'acme/old', archived: true, topics: undefined },
    ],
  ];
  server.answers.set('GET /repos/acme/api/topics', [{ body: { topics: ['payments'] } }]);
  expect(await list({}, { kind: 'gitea' })).toMatchObject({ value: { repos: [plain('acme/api', 'payments')] } });
  expect(new URLSearchParams(server.requests[1]?.split('?')[1]).get('limit')).toBe('50');
  expect(server.requests).toHaveLength(3);
});

const says = (status: number, message: string, headers: Record<string, string> = {}) => [{ status, headers, body: { message } }];
const inAYear = String(Math.ceil(Date.now() / 1_000) + 31_536_000);
const refusals: [string, () => void, RegExp, Partial<ForgeAddress>][] = [
  ['no token', () => undefined, /^the variable GHE_TOKEN is not set/, { token: undefined }],
  ['a token of two lines', () => undefined, /^the variable GHE_TOKEN holds no token/, { token: 'ghp_secret\nghp_secret' }],
  [
    'a token that is refused',
    () => server.answers.set('GET /orgs/acme', says(401, 'Bad credentials: ghp_secret')),
    /^ghe.acme.example does not take the token in GHE_TOKEN: Bad credentials: \*\*\*/,
    {},
  ],
  [
    'a token that may not',
    () => server.answers.set('GET /orgs/acme/repos', says(403, 'Resource protected by SAML enforcement')),
    /SAML enforcement\. It needs to read metadata of the repositories/,
    {},
  ],
  [
    'no such organisation',
    () => server.answers.set('GET /orgs/acme', says(404, 'Not Found')),
    /^there is no organisation acme/,
    {},
  ],
  [
    'a user',
    () => server.answers.set('GET /orgs/acme', says(404, 'Not Found')).set('GET /users/acme', [{ body: { login: 'acme' } }]),
    /^acme is a user of ghe.acme.example and not an organisation/,
    {},
  ],
  [
    'a limit that lasts for a year',
    () =>
      server.answers.set(
        'GET /orgs/acme/repos',
        says(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inAYear }),
      ),
    /takes no more requests with the token in GHE_TOKEN for now: API rate limit exceeded/,
    {},
  ],
  [
    'a page of another program',
    () => server.answers.set('GET /orgs/acme/repos', [{ headers: { 'content-type': 'text/html' }, body: '<html>' }]),
    /does not answer as the API of github: .*Check api and kind/,
    {},
  ],
  [
    'pages without an end',
    () => server.answers.set('GET /orgs/acme/repos', [{ headers: { link: '</orgs/acme/repos?page=2>; rel="next"' }, body: [] }]),
    /pages go round in a circle at \/orgs\/acme\/repos\?page=2/,
    {},
  ],
  [
    'one repository of all',
    () => {
      server.pages = [many(0, 3), [{ full_name: 'acme/r3', size: 0 }]];
      server.answers.set('GET /repos/acme/r3/commits', says(403, 'no'));
    },
    /does not let the token in GHE_TOKEN read the repositories of acme: no/,
    {},
  ],
];
test.each(refusals)('%s: there is no list, and the sentence says why', async (_, prepare, message, forge) => {
  await start();
  prepare();
  const listing = await list({}, forge);
  expect(listing).toEqual({ ok: false, reason: expect.any(String) as string, message: expect.stringMatching(message) as string });
  expect(JSON.stringify([listing, told])).not.toContain('ghp_secret');
});
