/**
 * Replaces the names of repositories in a plan by the names under which they were onboarded: upper and lower case are not
 * distinguished.
 */
import type { RepoStore } from '../../../../adapters/ports.ts';
import type { GroupEntry, PlacedEntry, PlanSpec } from '../../../../core/plan/plan-spec.ts';
import { repoName } from '../../../../contracts/fields.ts';

type Tree = Pick<PlanSpec, 'entries' | 'groups'>;

/** A name that is not onboarded stays as the caller wrote it. */
export async function withOnboardedNames(
  repos: Pick<RepoStore, 'getRepos'>,
  { entries, groups }: Tree,
): Promise<Tree & Pick<PlanSpec, 'isOnboarded'>> {
  const names = await onboardedAmong(repos, reposOf(entries, groups));
  const known = new Set(names.values());
  return {
    entries: entries.map((entry) => asOnboarded(entry, names)),
    groups: groupsAsOnboarded(groups, names),
    isOnboarded: (repo) => known.has(repo),
  };
}

/** As the caller wrote them. */
export const reposOf = (entries: Tree['entries'], groups: Tree['groups']): string[] => [
  ...entries.map(({ entry }) => entry.repo),
  ...groups.flatMap((group) => reposOf(group.targets, group.groups)),
];

/** Onboarded names by the names that the caller wrote. */
type Names = ReadonlyMap<string, string>;

async function onboardedAmong(repos: Pick<RepoStore, 'getRepos'>, written: readonly string[]): Promise<Names> {
  const found = await repos.getRepos([...new Set(written)].filter((repo) => repoName.safeParse(repo).success));
  const active = [...found].filter(([, { status }]) => status === 'active');
  return new Map(active.map(([asked, { repo }]) => [asked, repo]));
}

const asOnboarded = ({ pointer, entry }: PlacedEntry, names: Names): PlacedEntry => ({
  pointer,
  entry: { ...entry, repo: names.get(entry.repo) ?? entry.repo },
});

const groupsAsOnboarded = (groups: readonly GroupEntry[], names: Names): GroupEntry[] =>
  groups.map((group) => ({
    ...group,
    targets: group.targets.map((entry) => asOnboarded(entry, names)),
    groups: groupsAsOnboarded(group.groups, names),
  }));
