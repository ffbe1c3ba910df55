/** Lists of organisations from a forge that asks to wait, fails now and then, or is not there. */
import { listOrganisation } from '../../../worker/forge/list-organisation.ts';
import { startOrganisationServer, type OrganisationServer } from './organisation-server.ts';

let server: OrganisationServer;
beforeEach(async () => {
  server = await startOrganisationServer('/api/v3');
  server.pages = [[{ full_name: 'acme/a' }], [{ full_name: 'acme/b' }]];
});
afterEach(() => server.stop());

const list = async () => {
  const told: string[] = [];
  const forge = { host: 'ghe.acme.example', api: server.api, kind: 'github', tokenEnv: 'T', token: 'ghp_x' } as const;
  const wanted = { organisation: 'acme', topics: [], archived: false, forks: false, followed: new Set<string>() };
  return { listing: await listOrganisation(forge, wanted, (line) => told.push(line)), told };
};
const body = { message: 'Not now' };
const whole = { ok: true, value: expect.objectContaining({ names: ['acme/a', 'acme/b'] }) as object };

test.each<[string, number, Record<string, string>, string]>([
  ['a 429 of a gateway', 429, { 'retry-after': '1' }, 'ghe.acme.example asks to wait, about 1s'],
  ['a secondary limit', 403, { 'retry-after': '1' }, 'ghe.acme.example asks to wait, about 1s'],
  [
    'a primary limit',
    403,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1_000)) },
    'ghe.acme.example asks to wait, about 1s',
  ],
  ['a 502', 502, {}, ''],
])('%s: the list is whole, and the wait was told', async (_, status, headers, line) => {
  const page = {
    headers: { link: '</orgs/acme/repos?page=2>; rel="next"' },
    body: [{ full_name: 'acme/a', clone_url: '/a', size: 7, topics: [] }],
  };
  const rest = { body: [{ full_name: 'acme/b', clone_url: '/b', size: 7, topics: [] }] };
  server.answers.set('GET /orgs/acme/repos', [page, { status, headers, body }, rest]);
  const { listing, told } = await list();
  expect(listing).toEqual(whole);
  expect(told.join()).toBe(line);
});

test('a forge that is not there, or answers with errors only, is told', async () => {
  server.answers.set('GET /orgs/acme', [{ status: 503, body }]);
  const failing = await list();
  expect(failing.listing).toMatchObject({
    ok: false,
    reason: 'unreachable',
    message: expect.stringContaining('Not now') as string,
  });
  await server.stop();
  expect((await list()).listing).toMatchObject({
    ok: false,
    message: expect.stringMatching(/it does not answer \(.*ECONNREFUSED/) as string,
  });
});
