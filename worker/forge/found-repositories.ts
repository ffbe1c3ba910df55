/** Sorts the repositories that a forge has: which of them can be worked on and are wanted, and why the others are not. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod';
import { repoName } from '../../contracts/fields.ts';
import { repositoryFields } from '../../contracts/repository.ts';
import { statusOf } from './forge-calls.ts';

/** A repository as the forge lists it. */
export interface FoundRepository {
  readonly full_name: string;
  readonly clone_url: string;
  readonly default_branch?: string | null | undefined;
  readonly archived: boolean;
  readonly fork: boolean;
  /** A copy that the forge keeps up to date itself: it takes no push. */
  readonly mirror: boolean;
  readonly empty?: boolean | undefined;
  /** In KB, rounded down. */
  readonly size: number;
  readonly topics?: readonly string[] | null | undefined;
}

export interface Wanted {
  /** A repository needs one of them; empty: it needs none. */
  readonly topics: readonly string[];
  readonly archived: boolean;
  readonly forks: boolean;
  /** The repositories that are wanted whatever their topics are, as `owner/name` in lower case. */
  readonly followed: ReadonlySet<string>;
}

export interface ListedRepository {
  readonly repo: string;
  readonly clone_url: string;
  readonly default_branch?: string;
  /** A topic `payments` is the tag `payments` with the value `true`. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Why a repository was left out. */
export type LeftOut = 'archived' | 'forks' | 'mirrors' | 'empty' | 'without_topic';

export interface SortedOut {
  readonly repos: readonly ListedRepository[];
  /** All that the organisation has, with those that are not wanted; without the archived ones, unless they are wanted. */
  readonly names: readonly string[];
  readonly left_out: Readonly<Record<LeftOut, number>>;
  /** Those that cannot be onboarded, with the reason. */
  readonly refused: readonly { readonly repo: string; readonly problem: string }[];
  /** Wanted topics that no repository has. */
  readonly unmatched_topics: readonly string[];
}

/** A repository that moved to another page while the list was read is there twice. */
export const onceEach = (found: readonly FoundRepository[]): readonly FoundRepository[] => [
  ...new Map(found.map((repository) => [repository.full_name.toLowerCase(), repository])).values(),
];

export async function sortOut(client: Octokit, found: readonly FoundRepository[], wanted: Wanted): Promise<SortedOut> {
  const left_out: Record<LeftOut, number> = { archived: 0, forks: 0, mirrors: 0, empty: 0, without_topic: 0 };
  const repos: ListedRepository[] = [];
  const refused: { repo: string; problem: string }[] = [];
  const take = (repository: FoundRepository, tags: readonly string[]): void => {
    const read = listed(repository, tags);
    if (typeof read === 'string') refused.push({ repo: repository.full_name, problem: read });
    else repos.push(read);
  };
  const present = found.filter(({ archived }) => wanted.archived || !archived);
  left_out.archived = found.length - present.length;
  const topics = wanted.topics.map((topic) => topic.toLowerCase());
  const seenTopics = new Set<string>();
  const sorted = await Promise.all(
    present.map(async (repository) => ({ repository, ...(await look(client, repository, wanted)) })),
  );
  for (const { repository, without, tags } of sorted) {
    for (const topic of tags) seenTopics.add(topic);
    const isWanted = topics.length === 0 || topics.some((topic) => tags.includes(topic));
    const why = without ?? (isWanted || wanted.followed.has(repository.full_name.toLowerCase()) ? undefined : 'without_topic');
    if (why !== undefined) left_out[why] += 1;
    else take(repository, tags);
  }
  return {
    ...{ repos, left_out, refused },
    names: present.map(({ full_name: name }) => name).filter((name) => repoName.safeParse(name).success),
    unmatched_topics: topics.filter((topic) => !seenTopics.has(topic)),
  };
}

interface Look {
  readonly without?: LeftOut;
  readonly tags: readonly string[];
}

/** Asks the forge for what its list does not say. */
async function look(client: Octokit, repository: FoundRepository, { forks }: Wanted): Promise<Look> {
  const { fork, mirror, empty, size, topics } = repository;
  const leave = (without: LeftOut): Look => ({ without, tags: topics ?? [] });
  if (fork && !forks) return leave('forks');
  if (mirror) return leave('mirrors');
  if (empty ?? (size === 0 && (await hasNoCommit(client, repository)))) return leave('empty');
  return { tags: topics ?? (await topicsOf(client, repository)) };
}

/** `acme/api` → `{owner: 'acme', repo: 'api'}`. */
function partsOf({ full_name: name }: FoundRepository): { owner: string; repo: string } {
  const [owner = '', repo = ''] = name.split('/');
  return { owner, repo };
}

/** GitHub lists a small repository with the size 0, as an empty one, and answers 409 for the commits of an empty one. */
async function hasNoCommit(client: Octokit, repository: FoundRepository): Promise<boolean> {
  try {
    await client.rest.repos.listCommits({ ...partsOf(repository), per_page: 1 });
    return false;
  } catch (error) {
    if (statusOf(error) === 409) return true;
    throw error;
  }
}

/** GitHub calls them `names`, Gitea `topics`. */
const allTopics = z.object({ names: z.array(z.string()).nullish(), topics: z.array(z.string()).nullish() });

async function topicsOf(client: Octokit, repository: FoundRepository): Promise<readonly string[]> {
  const { data } = await client.rest.repos.getAllTopics(partsOf(repository));
  const { names, topics } = allTopics.parse(data);
  return names ?? topics ?? [];
}

const onboarded = repositoryFields.pick({ clone_url: true, default_branch: true, tags: true }).extend({ repo: repoName });

/** The repository as it is onboarded, or why it cannot be. */
function listed({ full_name: repo, clone_url, default_branch: branch }: FoundRepository, topics: readonly string[]) {
  const tags = Object.fromEntries(topics.map((topic) => [topic, 'true']));
  const entry: ListedRepository = { repo, clone_url, ...(branch ? { default_branch: branch } : {}), tags };
  const { error } = onboarded.safeParse(entry);
  if (!error) return entry;
  return error.issues.map(({ path, message }) => [path.join('.'), message].join(' ')).join('; ');
}
