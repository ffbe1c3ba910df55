/** Names of repositories that differ in case only are one repository, as on GitHub; each is shown as it was onboarded. */
export const repoKey = (repo: string): string => repo.toLowerCase();

export const isSameRepo = (one: string | null, other: string): boolean => one !== null && repoKey(one) === repoKey(other);

/** By owner, then by name, both without regard to case; names that differ in case only stand side by side. */
export function repoOrder(one: { readonly repo: string }, other: { readonly repo: string }): number {
  const [a, b] = [sortKey(one.repo), sortKey(other.repo)];
  return a === b ? compare(one.repo, other.repo) : compare(a, b);
}

/** The end of the owner sorts before every character that a name may have. */
const sortKey = (repo: string): string => repoKey(repo).replace('/', '\0');
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
