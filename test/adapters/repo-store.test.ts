import { createRepoStore } from '../../adapters/repo-store.ts';
import type { LocalDynamo } from './local-dynamo.ts';
import { startLocalDynamo } from './local-dynamo.ts';
import { onboarded } from './task-platform.ts';

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.stop());

test('repositories are found one by one, many at once, and page by page', async () => {
  const store = createRepoStore(dynamo.documents, { repoTable: 'RepoTable' });
  const names = Array.from({ length: 130 }, (_, n) => `acme/r${n}`);
  const tagged = { ...onboarded('acme/r0'), tags: { team: 'payments' }, clone_url: '/srv/r0.git' };
  await Promise.all(names.slice(1).map((name) => store.putRepo(onboarded(name))));
  await store.putRepo(onboarded('acme/r0'));
  await store.putRepo(tagged);
  expect(await store.getRepo('acme/r0')).toEqual(tagged);
  expect(await store.getRepo('Acme/R0')).toBeUndefined();
  const found = await store.getRepos([...names, 'acme/none', 'acme/r0']);
  expect(found.map(({ repo }) => repo).sort()).toEqual([...names].sort());
  const first = await store.listRepos({ limit: 100 });
  const second = await store.listRepos({ limit: 100, after: first.next });
  expect(new Set([...first.items, ...second.items].map(({ repo }) => repo))).toEqual(new Set(names));
});
