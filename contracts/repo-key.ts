/** Names of repositories that differ in case only are one repository, as on GitHub; each is shown as it was onboarded. */
export const repoKey = (repo: string): string => repo.toLowerCase();

export const isSameRepo = (one: string | null, other: string): boolean => one !== null && repoKey(one) === repoKey(other);
