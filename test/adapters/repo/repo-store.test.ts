import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { createRepoStore } from '../../../adapters/repo/repo-store.ts';
import { startLocalDynamo, type LocalDynamo } from '../local-dynamo.ts';
import { onboarded, putRepo } from '../../tasks/task-platform.ts';

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.stop());
const storeOf = (findsOldNames = true) => createRepoStore(dynamo.documents, { repoTable: 'RepoTable', findsOldNames });
/** Puts an item of the older form, whose key is the name as it was given. */
const putOld = (repo: string, more: Parameters<typeof onboarded>[1] = {}) =>
  dynamo.documents.send(new PutCommand({ TableName: 'RepoTable', Item: onboarded(repo, more) }));

test('repositories are found one by one, many at once, and all by owner and name', async () => {
  const store = storeOf();
  const names = Array.from({ length: 130 }, (_, n) => `acme/r${n}`);
  const tagged = { ...onboarded('acme/r0'), tags: { team: 'payments' }, clone_url: '/srv/r0.git' };
  await Promise.all(names.slice(1).map((name) => putRepo(store, onboarded(name))));
  await putRepo(store, onboarded('acme/r0'));
  await putRepo(store, tagged);
  expect(await store.getRepo('acme/r0')).toEqual(tagged);
  const found = await store.getRepos([...names, 'acme/none', 'acme/r0']);
  expect([...found.keys()].sort()).toEqual([...names].sort());
  for (const name of ['acme-labs/a', 'ACME/R000', 'Acme/Zoo']) await putRepo(store, onboarded(name));
  const listed = (await store.listRepos()).map(({ repo }) => repo);
  expect(listed).toEqual(['acme/r0', 'ACME/R000', ...[...names.slice(1)].sort(), 'Acme/Zoo', 'acme-labs/a']);
});

test('a name means the same repository however it is written, and is shown as it was onboarded', async () => {
  const store = storeOf();
  await putRepo(store, onboarded('Globex/Site'));
  for (const written of ['Globex/Site', 'globex/site', 'GLOBEX/SITE']) {
    expect(await store.getRepo(written)).toEqual(onboarded('Globex/Site'));
    expect([...(await store.getRepos([written]))]).toEqual([[written, onboarded('Globex/Site')]]);
  }
});

test('an older item is found by any spelling of its name, and stays one repository when it is changed', async () => {
  await putOld('Initech/Old');
  await putOld('Initech/Twice');
  await putOld('initech/twice', { status: 'removed' });
  const store = storeOf();
  for (const written of ['Initech/Old', 'initech/old', 'INITECH/OLD']) {
    expect(await store.getRepo(written)).toEqual(onboarded('Initech/Old'));
    expect((await store.getRepos([written])).get(written)).toEqual(onboarded('Initech/Old'));
  }
  expect(await store.getRepo('INITECH/TWICE')).toEqual(onboarded('Initech/Twice'));
  await store.changeRepo('initech/OLD', (known) => ({ written: { ...(known ?? onboarded('x/y')), default_branch: 'main' } }));
  expect(await store.getRepo('initech/old')).toMatchObject({ repo: 'Initech/Old', default_branch: 'main' });
  expect((await store.listRepos()).filter(({ repo }) => /old$/i.test(repo))).toHaveLength(1);
  expect(await storeOf(false).getRepo('Initech/Old')).toMatchObject({ default_branch: 'main' });
});

test('changes at the same time are all kept', async () => {
  await putOld('acme/busy');
  const store = storeOf();
  const name = (n: number) => `t${n}`;
  const changes = Array.from({ length: 8 }, (_, n) =>
    store.changeRepo('acme/busy', (known) => {
      if (!known) throw new Error('It was onboarded.');
      return { written: { ...known, tags: { ...known.tags, [name(n)]: 'x' } } };
    }),
  );
  await Promise.all(changes);
  expect(Object.keys((await store.getRepo('acme/busy'))?.tags ?? {}).sort()).toEqual(
    Array.from({ length: 8 }, (_, n) => name(n)),
  );
});

test('many that were read are changed with one request each, and one that was changed meanwhile is read again', async () => {
  await putOld('Hooli/Old');
  await putRepo(storeOf(), onboarded('hooli/a'));
  const { known, changeRepo } = await storeOf().readToChange(['hooli/a', 'HOOLI/old', 'hooli/new']);
  expect([...known]).toEqual([
    ['hooli/a', onboarded('hooli/a')],
    ['HOOLI/old', onboarded('Hooli/Old')],
  ]);
  await putRepo(storeOf(), { ...onboarded('hooli/a'), build_command: 'make' });
  await putRepo(storeOf(), { ...onboarded('hooli/new'), build_command: 'make' });
  const seen: unknown[] = [];
  for (const repo of ['hooli/a', 'HOOLI/old', 'hooli/new']) {
    await changeRepo(repo, (now) => {
      seen.push(now?.build_command);
      return { written: { ...(now ?? onboarded(repo)), default_branch: 'main' } };
    });
  }
  expect(seen).toEqual([null, 'make', null, undefined, 'make']);
  const changed = (await storeOf().listRepos()).filter(({ repo }) => /^hooli/i.test(repo));
  expect(changed.map(({ repo, default_branch }) => [repo, default_branch])).toEqual([
    ['hooli/a', 'main'],
    ['hooli/new', 'main'],
    ['Hooli/Old', 'main'],
  ]);
});
