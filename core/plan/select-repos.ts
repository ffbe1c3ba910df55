/**
 * Chooses among repositories (semantics 18): which of them a selector takes, in which order, how many its limit cuts, and which parts of it
 * match nothing by themselves.
 * Example: {tags: {team: ['payments']}, limit: 1} of acme/b and acme/a, both of that team → acme/a, and one is cut.
 */
import { repoOrder } from '../text/repo-order.ts';

export interface SelectorRules {
  readonly tags?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Globs. */
  readonly repos?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly limit?: number | undefined;
}

export interface SelectableRepo {
  readonly repo: string;
  readonly status: 'active' | 'removed';
  readonly tags: Readonly<Record<string, string>>;
}

/** A tag with its value, or a glob. */
export type SelectorPart = { readonly tag: string; readonly value: string } | { readonly glob: string };

export interface SelectedRepos {
  /** In their order. */
  readonly repos: readonly string[];
  /** How many more the limit left out. */
  readonly cut: number;
  readonly unmatched: readonly SelectorPart[];
  /** Globs of `exclude` that match nothing. */
  readonly excludesNothing: readonly string[];
}

/** Whether a glob matches a name of a repository. */
export type GlobMatcher = (glob: string) => (repo: string) => boolean;

const anyValue = '*';

export function selectRepos(repositories: readonly SelectableRepo[], selector: SelectorRules, glob: GlobMatcher): SelectedRepos {
  const { tags = {}, repos, exclude = [], limit = Infinity } = selector;
  const active = repositories.filter(({ status }) => status === 'active').sort(repoOrder);
  const named = matching(active, repos ?? [], glob);
  const excluded = matching(active, exclude, glob);
  const wanted = Object.entries(tags);
  const fits = (repository: SelectableRepo): boolean =>
    wanted.every(([tag, values]) => values.some((value) => hasTag(repository, tag, value))) &&
    (repos === undefined || named.found.has(repository)) &&
    !excluded.found.has(repository);
  const selected = active.filter(fits).map(({ repo }) => repo);
  const taken = selected.slice(0, limit);
  return {
    repos: taken,
    cut: selected.length - taken.length,
    unmatched: [...unmatchedTags(active, wanted), ...named.idle.map((each) => ({ glob: each }))],
    excludesNothing: excluded.idle,
  };
}

const hasTag = ({ tags }: SelectableRepo, tag: string, value: string): boolean =>
  Object.hasOwn(tags, tag) && (value === anyValue || tags[tag] === value);

/** @param wanted values by tag */
const unmatchedTags = (active: readonly SelectableRepo[], wanted: readonly (readonly [string, readonly string[]])[]) =>
  wanted.flatMap(([tag, values]) => {
    const there = new Set(active.flatMap(({ tags }) => (Object.hasOwn(tags, tag) ? [tags[tag]] : [])));
    const isThere = (value: string): boolean => (value === anyValue ? there.size > 0 : there.has(value));
    return [...new Set(values)].filter((value) => !isThere(value)).map((value) => ({ tag, value }));
  });

interface Matching {
  /** Those that at least one of the globs matches. */
  readonly found: ReadonlySet<SelectableRepo>;
  /** The globs that match none. */
  readonly idle: readonly string[];
}

function matching(active: readonly SelectableRepo[], globs: readonly string[], glob: GlobMatcher): Matching {
  const found = new Set<SelectableRepo>();
  const idle = [...new Set(globs)].filter((each) => {
    const matches = glob(each);
    const own = active.filter(({ repo }) => matches(repo));
    for (const repository of own) found.add(repository);
    return own.length === 0;
  });
  return { found, idle };
}

/** `tag team=payments`, or `glob acme/*`. */
export const partText = (part: SelectorPart): string => ('tag' in part ? `tag ${part.tag}=${part.value}` : `glob ${part.glob}`);
