/**
 * The onboarded repositories. Names that differ only in case are one repository, as on GitHub: the key of an item is the name in
 * lower case, and `name` is the name as it was onboarded. Older items have the name as it was given as their key, and keep it.
 */
import { GetCommand, paginateScan, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Repository } from '../../contracts/repository.ts';
import { repoKey } from '../../contracts/repo-key.ts';
import { repoOrder } from '../../core/text/repo-order.ts';
import { batchGet } from '../dynamo/batch-get.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import type { RepoChange, RepoStore, ReposToChange } from '../ports.ts';
import { choose, itemOf, repoOfItem, revisionIs, type StoredRepo } from './repo-item.ts';

export interface RepoStoreSettings {
  /** Deployed name of the repository table. */
  readonly repoTable: string;
  /**
   * Whether an older item is found by any spelling of its name, which needs the right to scan the table. Without this it is found by
   * its own spelling, which is the one that tasks have.
   */
  readonly findsOldNames?: boolean;
}

export function createRepoStore(client: DynamoDBDocumentClient, settings: RepoStoreSettings): RepoStore {
  const table: RepoTable = { client, name: settings.repoTable };
  const oldKeys = settings.findsOldNames ? onceRead(() => readOldKeys(table)) : () => Promise.resolve(noKeys);
  const find = (repo: string): Promise<StoredRepo | undefined> => findRepo(table, repo, oldKeys);
  return {
    getRepo: async (repo) => (await find(repo))?.repository,
    getRepos: async (repos) => repositoriesOf(await findRepos(table, repos, oldKeys)),
    readToChange: async (repos) => toChange(table, { repos, found: await findRepos(table, repos, oldKeys), find }),
    listRepos: async () => (await scan(table)).map(({ repository }) => repository).sort(repoOrder),
    changeRepo: (repo, change) => changeRepo(table, { repo, find }, change),
  };
}

interface RepoTable {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}
/** The keys of the older items, by their names in lower case. */
type OldKeys = ReadonlyMap<string, string>;
const noKeys: OldKeys = new Map();

async function get({ client, name }: RepoTable, key: string): Promise<StoredRepo | undefined> {
  const answer = await client.send(new GetCommand({ TableName: name, Key: { repo: key }, ConsistentRead: true }));
  return answer.Item && repoOfItem(answer.Item);
}

async function findRepo(table: RepoTable, repo: string, oldKeys: () => Promise<OldKeys>): Promise<StoredRepo | undefined> {
  const near = await Promise.all([...new Set([repo, repoKey(repo)])].map((key) => get(table, key)));
  const found = choose(near);
  if (found?.repository.status === 'active') return found;
  const old = (await oldKeys()).get(repoKey(repo));
  return choose([found, old === undefined ? undefined : await get(table, old)]);
}

async function findRepos(
  table: RepoTable,
  repos: readonly string[],
  oldKeys: () => Promise<OldKeys>,
): Promise<ReadonlyMap<string, StoredRepo>> {
  const near = await getAll(
    table,
    repos.flatMap((repo) => [repo, repoKey(repo)]),
  );
  const nearest = (repo: string) => choose([near.get(repo), near.get(repoKey(repo))]);
  const missing = repos.filter((repo) => nearest(repo)?.repository.status !== 'active');
  const old = missing.length === 0 ? noKeys : await oldKeys();
  const far = await getAll(
    table,
    missing.flatMap((repo) => old.get(repoKey(repo)) ?? []),
  );
  return new Map(
    repos.flatMap((repo) => {
      const found = choose([nearest(repo), far.get(old.get(repoKey(repo)) ?? '')]);
      return found === undefined ? [] : [[repo, found] as const];
    }),
  );
}

const repositoriesOf = (found: ReadonlyMap<string, StoredRepo>): ReadonlyMap<string, Repository> =>
  new Map([...found].map(([repo, { repository }]) => [repo, repository]));

async function getAll({ client, name }: RepoTable, keys: readonly string[]): Promise<ReadonlyMap<string, StoredRepo>> {
  const items = await batchGet(
    client,
    name,
    [...new Set(keys)].map((repo) => ({ repo })),
  );
  const rows = items.map(repoOfItem);
  return new Map(rows.map((row) => [row.key, row]));
}

async function scan({ client, name }: RepoTable): Promise<readonly StoredRepo[]> {
  const rows: StoredRepo[] = [];
  for await (const page of paginateScan({ client }, { TableName: name, ConsistentRead: true })) {
    rows.push(...(page.Items ?? []).map(repoOfItem));
  }
  return rows;
}

async function readOldKeys(table: RepoTable): Promise<OldKeys> {
  const old = (await scan(table)).filter(({ key }) => key !== repoKey(key));
  // Two older names may differ only in case: the one that is still onboarded counts.
  const lastWins = [...old].sort((a, b) => b.repository.status.localeCompare(a.repository.status));
  return new Map(lastWins.map(({ key }) => [repoKey(key), key]));
}

/** Reads once, because no new item of the older form is ever written. A read that failed is made again. */
function onceRead(read: () => Promise<OldKeys>): () => Promise<OldKeys> {
  let known: Promise<OldKeys> | undefined;
  return () => {
    known ??= read().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

/** Tries until a change counts as a bug: each lost race means that another caller's change was written. */
const mostRaces = 20;

type Find = (repo: string) => Promise<StoredRepo | undefined>;

async function changeRepo<W>(
  table: RepoTable,
  { repo, find }: { repo: string; find: Find },
  change: (known: Repository | undefined) => RepoChange<W>,
): Promise<RepoChange<W>> {
  for (let race = 0; race < mostRaces; race += 1) {
    const known = await find(repo);
    const changed = change(known?.repository);
    if ('refused' in changed) return changed;
    const Item = itemOf(changed.written, known, repoKey(repo));
    const put = new PutCommand({ TableName: table.name, Item, ...revisionIs(known) });
    if (await ifConditionHolds(table.client.send(put))) return changed;
  }
  throw new Error(`Repository ${repo} could not be changed: it changed at each try.`);
}

interface ReadToChange {
  readonly repos: readonly string[];
  readonly found: ReadonlyMap<string, StoredRepo>;
  readonly find: Find;
}

function toChange(table: RepoTable, { repos, found, find }: ReadToChange): ReposToChange {
  const fresh = new Set(repos);
  const findOnceFresh: Find = (repo) => (fresh.delete(repo) ? Promise.resolve(found.get(repo)) : find(repo));
  return {
    known: repositoriesOf(found),
    changeRepo: (repo, change) => changeRepo(table, { repo, find: findOnceFresh }, change),
  };
}
