/** The repositories of an organisation on a forge as an import, and the sentences about those that are left out. */
import type { Client } from '../../contracts/http/client.ts';
import { limits } from '../../contracts/limits.ts';
import { allPages } from '../api/all-pages.ts';
import { CliError, usageError } from '../cli-error.ts';
import { forgeOfHost } from './forge-of-host.ts';
import type { ImportToSend } from './send-import.ts';

export interface OrganisationFlags {
  readonly forge?: string | undefined;
  readonly org?: string | undefined;
  readonly topic?: readonly string[] | undefined;
  readonly archived: boolean;
  readonly forks: boolean;
  readonly 'remove-gone': boolean;
}

type OrganisationToImport = Required<Pick<ImportToSend, 'source' | 'repos' | 'removeGone' | 'placeOf'>> &
  Pick<ImportToSend, 'names'>;

/**
 * Topics choose which repositories are new. One that an earlier import brought is followed whatever its topics are now, so that a tag does not
 * outlive its topic.
 * @param tell prints a line for the person who waits
 * @throws CliError when there is no such forge or organisation, or the forge gives no whole list
 */
export async function organisationToImport(
  flags: OrganisationFlags,
  { client, tell }: { readonly client: Pick<Client, 'listRepos'>; readonly tell: (line: string) => void },
): Promise<OrganisationToImport> {
  const { forge: host = '', org = '', topic: topics = [], archived, forks } = flags;
  if (!/^[\w.-]+$/.test(org)) throw usageError(`--org must be the name of an organisation, such as acme, not "${org}".`);
  const forge = await forgeOfHost(host);
  const source = `${forge.host}/${org}`.toLowerCase();
  const followed = topics.length === 0 ? new Set<string>() : await importedFrom(source, client);
  // Octokit is loaded where it is needed.
  const { askForge } = await import('./ask-forge.ts');
  const listing = await askForge(forge, { organisation: org, topics, archived, forks, followed }, tell);
  for (const line of sentencesOf(source, listing)) tell(line);
  const { repos, names } = listing;
  const placeOf = (at: number): string => `${source}: ${repos[at]?.repo ?? ''}`;
  return { source, repos, ...namesToSend(names, flags, tell), placeOf };
}

/** The repositories that an earlier import of this source named, in lower case. */
async function importedFrom(source: string, client: Pick<Client, 'listRepos'>): Promise<ReadonlySet<string>> {
  const all = await allPages((next_token) => client.listRepos({ query: { limit: 100, next_token } }));
  return new Set(all.filter(({ imported }) => imported?.source.toLowerCase() === source).map(({ repo }) => repo.toLowerCase()));
}

function namesToSend(names: readonly string[], flags: OrganisationFlags, tell: (line: string) => void) {
  const removeGone = flags['remove-gone'];
  if (names.length <= limits.importedNames) return { names, removeGone };
  const many = `${names.length} repositories are more than ${limits.importedNames}`;
  if (removeGone) throw new CliError(`${many}, so it cannot be told which are gone. Leave out --remove-gone.`);
  tell(`warning: ${many}, so none is told as gone`);
  return { removeGone };
}

interface Listed {
  readonly repos: readonly object[];
  readonly names: readonly string[];
  readonly left_out: Readonly<Record<Why, number>>;
  readonly refused: readonly { readonly repo: string; readonly problem: string }[];
  readonly unmatched_topics: readonly string[];
}

type Why = 'archived' | 'forks' | 'mirrors' | 'empty' | 'without_topic';
const words: readonly (readonly [Why, string])[] = [
  ['archived', 'archived (taken with --archived)'],
  ['forks', 'forks (taken with --forks)'],
  ['mirrors', 'mirrors, which take no push'],
  ['empty', 'empty'],
  ['without_topic', 'without such a topic'],
];

/** Example: `github.com/acme: 500 repositories to import. Left out: 8 archived (taken with --archived), 2 empty`. */
function sentencesOf(source: string, { repos, names, left_out, refused, unmatched_topics }: Listed): string[] {
  if (names.length + refused.length + left_out.archived === 0) {
    throw new CliError(
      `${source} has no repository that the token may see, so nothing was imported. Check what the token may see.`,
    );
  }
  const out = words.filter(([why]) => left_out[why] > 0).map(([why, word]) => `${left_out[why]} ${word}`);
  const left = out.length === 0 ? '' : `. Left out: ${out.join(', ')}`;
  return [
    `${source}: ${repos.length === 1 ? '1 repository' : `${repos.length} repositories`} to import${left}`,
    ...refused.map(({ repo, problem }) => `warning: ${repo} cannot be onboarded: ${problem}`),
    ...unmatched_topics.map((topic) => `warning: no repository has the topic ${topic}`),
  ];
}
