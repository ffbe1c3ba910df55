/** What `POST /v1/repos/import` reads, refuses, writes and answers. How one repository is merged: test/cases/repo-import.json. */
import type { z } from 'zod';
import type { RepoStore } from '../../../adapters/ports.ts';
import { LeftUndone } from '../../../adapters/dynamo/outage.ts';
import type { repoImport, RepoImportReport } from '../../../contracts/http/repo-import.ts';
import type { Repository } from '../../../contracts/repository.ts';
import { errorOf, startBench, type Bench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

type Body = z.input<typeof repoImport>;

const ask = (method: string, path: string, body?: object, ports = bench.ports) => {
  const request = { token: bench.tokens.operator, ...(body && { body: JSON.stringify(body) }) };
  return bench.call(method, path, request, ports);
};
const importing = (body: Body, ports = bench.ports) => ask('POST', '/v1/repos/import', body, ports);
const reportOf = ({ json }: { json: unknown }) => (json as { data: RepoImportReport }).data;
const repoOf = ({ json }: { json: unknown }) => (json as { data: Repository }).data;
const imported = async (body: Body, ports = bench.ports) => reportOf(await importing(body, ports));
const resultsOf = ({ repos }: RepoImportReport): string[] => repos.map(({ repo, result }) => `${repo} ${result}`);
const stored = (repo: string) => bench.repos.getRepo(repo);
const named = (owner: string, count: number) => Array.from({ length: count }, (_, n) => `${owner}/r${n}`);

test('answers each repository in the order of the request, under the name that it was onboarded with', async () => {
  await imported({ repos: [{ repo: 'Order/One', tags: { a: '1' } }, { repo: 'order/two' }] });
  const report = await imported({
    repos: [{ repo: 'order/two' }, { repo: 'order/three' }, { repo: 'ORDER/one', tags: { a: '2' }, build_command: 'make' }],
  });
  expect(resultsOf(report)).toEqual(['order/two unchanged', 'order/three new', 'Order/One changed']);
  expect(report.repos[2]?.changes).toEqual([
    { field: 'build_command', from: null, to: 'make' },
    { field: 'tags.a', from: '1', to: '2' },
  ]);
  expect(report).toMatchObject({ counts: { new: 1, changed: 1, unchanged: 1, removed: 0, gone: 0 }, gone: [], dry_run: false });
  expect(await stored('order/one')).toMatchObject({ repo: 'Order/One', build_command: 'make', tags: { a: '2' } });
});

test('a dry run reports the same, and changes nothing', async () => {
  const source = 'git.test/dry';
  await imported({ source, repos: [{ repo: 'dry/known' }, { repo: 'dry/old' }] });
  const before = await bench.repos.listRepos();
  const body = {
    source,
    repos: [{ repo: 'dry/known', default_branch: 'main' }, { repo: 'dry/new' }],
    names: [],
    remove_gone: true,
  };
  const planned = await imported({ ...body, dry_run: true });
  expect(await bench.repos.listRepos()).toEqual(before);
  expect(planned).toMatchObject({ dry_run: true, gone: [{ repo: 'dry/old', removed: false }] });
  const done = await imported(body);
  expect(done).toEqual({ ...planned, dry_run: false, gone: [{ repo: 'dry/old', removed: true }] });
});

test('what is gone is told, removed only on demand, and comes back with its settings; what a person removed does not', async () => {
  const source = 'git.test/gone';
  const repos = ['gone/a', 'gone/b', 'gone/c'].map((repo) => ({ repo, default_branch: 'main' }));
  await imported({ source, repos, names: repos.map(({ repo }) => repo) });
  await imported({ repos: [{ repo: 'gone/by-hand' }, { repo: 'gone/b', build_command: 'make' }] });
  await imported({ source: 'git.test/other', repos: [{ repo: 'gone/elsewhere' }] });
  const left = { source, repos: repos.slice(0, 1), names: ['GONE/A'] };
  const told = ['gone/b', 'gone/c'];
  expect((await imported(left)).gone).toEqual(told.map((repo) => ({ repo, removed: false })));
  expect(await stored('gone/b')).toMatchObject({ status: 'active' });
  expect((await imported({ ...left, remove_gone: true })).gone).toEqual(told.map((repo) => ({ repo, removed: true })));
  expect(await stored('gone/b')).toMatchObject({ status: 'removed', imported: { gone: true } });
  expect((await imported({ ...left, remove_gone: true })).gone).toEqual([]);
  await ask('DELETE', '/v1/repos/gone/c');
  expect(resultsOf(await imported({ source, repos }))).toEqual(['gone/a unchanged', 'gone/b new', 'gone/c removed']);
  expect(await stored('gone/b')).toMatchObject({ status: 'active', build_command: 'make', default_branch: 'main' });
  expect((await stored('gone/b'))?.imported).not.toHaveProperty('gone');
  for (const repo of ['gone/by-hand', 'gone/elsewhere']) expect(await stored(repo)).toMatchObject({ status: 'active' });
});

test('PUT, PATCH and DELETE keep what the source said, and nobody is shown a login', async () => {
  const source = 'git.test/kept';
  const clone_url = 'https://user:s3cret@git.test/kept/a.git';
  const said = { source, repos: [{ repo: 'kept/a', clone_url, default_branch: 'main' }] };
  const first = await importing(said);
  const patched = await ask('PATCH', '/v1/repos/kept/a', { default_branch: 'dev' });
  const last = { source, clone_url: 'https://git.test/kept/a.git', default_branch: 'main', tags: {} };
  expect(repoOf(patched)).toMatchObject({ clone_url: 'https://***@git.test/kept/a.git', imported: last });
  expect((await imported(said)).repos[0]).toMatchObject({ result: 'unchanged', kept: ['default_branch'] });
  const put = await ask('PUT', '/v1/repos/kept/a', { clone_url: 'https://other:s3cret@git.test/kept/a.git' });
  expect(repoOf(put).imported).toEqual(last);
  const removed = await ask('DELETE', '/v1/repos/kept/a');
  expect(repoOf(removed).imported).toEqual(last);
  const changed = await importing({ repos: said.repos });
  const list = await ask('GET', '/v1/repos?limit=100');
  expect((list.json as { data: Repository[] }).data.find(({ repo }) => repo === 'kept/a')?.imported).toEqual(last);
  for (const { text } of [first, patched, put, removed, changed, list]) expect(text).not.toContain('s3cret');
  expect((await stored('kept/a'))?.clone_url).toBe(clone_url);
});

test.each<[string, Body, string[]]>([
  ['a name twice', { repos: [{ repo: 'bad/a' }, { repo: 'bad/b' }, { repo: 'BAD/A' }] }, ['DUPLICATE_ID /repos/2/repo']],
  ['names without a source', { repos: [], names: [] }, ['INVALID_VALUE /source']],
  [
    'several problems',
    { repos: [{ repo: 'bad', clone_url: '' }, { repo: 'bad/b', max_turns: 0, colour: 'red' } as never] },
    [
      'INVALID_VALUE /repos/0/clone_url',
      'INVALID_VALUE /repos/0/repo',
      'INVALID_VALUE /repos/1/max_turns',
      'UNKNOWN_KEY /repos/1/colour',
    ],
  ],
  ['too many', { repos: named('bad', 1_001).map((repo) => ({ repo })) }, ['INVALID_VALUE /repos']],
])('%s is refused', async (_, body, details) => {
  const reply = await importing(body);
  expect([reply.status, errorOf(reply).details.sort()]).toEqual([400, details]);
  expect(await stored('bad/b')).toBeUndefined();
});

test('both places of a name that is there twice are told', async () => {
  const reply = await importing({ repos: [{ repo: 'bad/a' }, { repo: 'bad/b' }, { repo: 'BAD/A' }] });
  expect(errorOf(reply).message).toBe('repos/2/repo names BAD/A, as repos/0/repo does: name each repository once.');
});

test('too many tags, with those that stay, refuse the import before anything is written', async () => {
  const tags = (from: number, to: number) =>
    Object.fromEntries(Array.from({ length: to - from }, (_, n) => [`t${from + n}`, 'x']));
  await imported({ repos: [{ repo: 'tags/a', tags: tags(0, 50) }] });
  const reply = await importing({
    source: 'git.test/tags',
    repos: [{ repo: 'tags/new' }, { repo: 'tags/a', tags: tags(49, 51) }],
  });
  expect(errorOf(reply)).toMatchObject({ code: 'VALIDATION_ERROR', details: ['INVALID_VALUE /repos/1/tags'] });
  expect(await stored('tags/new')).toBeUndefined();
  expect(resultsOf(await imported({ repos: [{ repo: 'tags/a', tags: tags(49, 50) }] }))).toEqual(['tags/a unchanged']);
});

test('only operators import', async () => {
  const reply = await bench.call('POST', '/v1/repos/import', { body: '{"repos":[]}' });
  expect([reply.status, errorOf(reply).code]).toEqual([403, 'FORBIDDEN']);
});

/** The API on a store whose changes are made by `changeRepo` instead. */
function portsWith(changeRepo: (real: RepoStore['changeRepo']) => RepoStore['changeRepo']) {
  const { repos } = bench;
  const readToChange: RepoStore['readToChange'] = async (names) => {
    const read = await repos.readToChange(names);
    return { ...read, changeRepo: changeRepo(read.changeRepo) };
  };
  return { ...bench.ports, repos: { ...repos, readToChange } };
}

test('an import that is cut off is finished by the same import', async () => {
  const names = named('cut', 80);
  const body = { source: 'git.test/cut', repos: names.map((repo) => ({ repo, default_branch: 'main' })) };
  let calls = 0;
  const failing = portsWith((real) => (repo, change) => {
    calls += 1;
    return calls > 40 ? Promise.reject(new LeftUndone('The table takes no more.')) : real(repo, change);
  });
  const reply = await importing(body, failing);
  expect([reply.status, reply.headers['retry-after']]).toEqual([503, '5']);
  expect(calls).toBeLessThan(80);
  expect(await bench.repos.getRepos(names)).toHaveProperty('size', 40);
  const report = await imported(body);
  expect(report.counts).toMatchObject({ new: 40, unchanged: 40 });
  expect((await imported(body)).counts).toMatchObject({ new: 0, unchanged: 80 });
});

test('a change between reading and writing is not lost', async () => {
  const source = 'git.test/race';
  await imported({ source, repos: [{ repo: 'race/a', default_branch: 'main' }] });
  const overtaken = portsWith((real) => async (repo, change) => {
    await ask('PATCH', '/v1/repos/race/a', { default_branch: 'dev', build_command: 'make' });
    return await real(repo, change);
  });
  const report = await imported({ source, repos: [{ repo: 'race/a', default_branch: 'trunk' }] }, overtaken);
  expect(report.repos[0]).toMatchObject({ result: 'unchanged', kept: ['default_branch'] });
  expect(await stored('race/a')).toMatchObject({
    default_branch: 'dev',
    build_command: 'make',
    imported: { default_branch: 'trunk' },
  });
});
