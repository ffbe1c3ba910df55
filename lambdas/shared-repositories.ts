/**
 * What is known of each repository of a target whose repositories share a sandbox (semantics 25): how its current attempt ended there, and
 * the branch and the pull request, which its attempts share.
 */
import type { RepositoryOutcome, SharedRepo } from '../contracts/shared-repos.ts';
import { isSameRepo } from '../contracts/repo-key.ts';
import { latestOfAttempts } from './latest-of-attempts.ts';

interface Attempt {
  readonly repositories?: readonly RepositoryOutcome[] | null;
}

/**
 * One for each repository; null while nothing is known of any.
 * @param attempts in the order of their numbers @param current one of them, or undefined: it has not begun
 */
export function repositoriesOf(
  repos: readonly Pick<SharedRepo, 'repo'>[],
  attempts: readonly Attempt[],
  current: Attempt | undefined,
): RepositoryOutcome[] | null {
  if (attempts.every(({ repositories }) => repositories == null)) return null;
  return repos.map(({ repo }) => {
    const all = attempts.flatMap((attempt) => outcomeIn(attempt, repo) ?? []);
    const { outcome = null, build_passed = null, commit = null, message = null } = outcomeIn(current, repo) ?? {};
    const made = { branch: latestOfAttempts('branch', all), pr_url: latestOfAttempts('pr_url', all) };
    return { repo, outcome, build_passed, ...made, commit, message };
  });
}

const outcomeIn = (attempt: Attempt | undefined, repo: string): RepositoryOutcome | undefined =>
  attempt?.repositories?.find((each) => isSameRepo(each.repo, repo));

/** Whether one of its repositories has that name, case ignored. */
export const hasRepo = (
  { repo, repos }: { readonly repo: string | null; readonly repos?: readonly Pick<SharedRepo, 'repo'>[] | null | undefined },
  name: string,
): boolean => (repos ?? [{ repo }]).some((each) => isSameRepo(each.repo, name));
