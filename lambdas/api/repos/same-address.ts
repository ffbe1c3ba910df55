/** Compares the addresses that repositories are cloned from. */
import { readCloneUrl } from '../../../contracts/clone-url.ts';

/**
 * Whether two clone URLs of a repository are one address: with any login, with and without `.git`. Null is the repository on
 * github.com.
 */
export function isSameAddress(repo: string, one: string | null, other: string | null): boolean {
  return addressOf(repo, one) === addressOf(repo, other);
}

function addressOf(repo: string, url: string | null): string {
  const { address } = readCloneUrl(url ?? `https://github.com/${repo}`);
  return address
    .trim()
    .replace(/\/$/, '')
    .replace(/\.git$/, '')
    .toLowerCase();
}
