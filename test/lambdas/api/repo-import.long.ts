import type { RepoImportReport } from '../../../contracts/http/repo-import.ts';
import { startBench, type Bench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

test('1,000 repositories are imported in one call and changed in one, and those that are gone are told', async () => {
  const repos = Array.from({ length: 1_000 }, (_, n) => ({ repo: `acme/r${n}`, tags: { team: `t${n % 7}` } }));
  const ask = async (body: object) => {
    const reply = await bench.call('POST', '/v1/repos/import', {
      token: bench.tokens.operator,
      body: JSON.stringify({ source: 'git.test/acme', ...body }),
    });
    return (reply.json as { data: RepoImportReport }).data.counts;
  };
  const none = { new: 0, changed: 0, unchanged: 0, removed: 0, gone: 0 };
  expect(await ask({ repos })).toEqual({ ...none, new: 1_000 });
  const names = Array.from({ length: 10_000 }, (_, n) => `globex/r${n}`);
  expect(await ask({ repos: repos.slice(0, 1), names })).toEqual({ ...none, unchanged: 1, gone: 999 });
  const others = repos.map(({ repo }) => ({ repo, tags: { team: 'x' } }));
  expect(await ask({ repos: others })).toEqual({ ...none, changed: 1_000 });
});
