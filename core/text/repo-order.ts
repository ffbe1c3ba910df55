/**
 * The order of repositories in lists and selections: by owner, then by name, both without regard to case; names that differ in case only
 * stand side by side.
 * Example: acme/Zoo, acme-labs/api.
 */
export function repoOrder(one: { readonly repo: string }, other: { readonly repo: string }): number {
  const [a, b] = [sortKey(one.repo), sortKey(other.repo)];
  return a === b ? compare(one.repo, other.repo) : compare(a, b);
}

/** The end of the owner sorts before every character that a name may have. */
const sortKey = (repo: string): string => repo.toLowerCase().replace('/', '\0');
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
