/**
 * Matches names of repositories by globs, without regard to case (semantics 18). A name that begins with a dot is a name like any other.
 * Example: `acme/{api,web}-*` matches acme/API-v1. `*` alone matches none: a name has two parts.
 */
import { Minimatch } from 'minimatch';

// "!", "#" and "(" are no characters of names: a glob with one of them matches nothing.
const options = { dot: true, nonegate: true, nocomment: true, noext: true, nocase: true };

/** @param glob within the bounds of contracts/glob-bounds.ts */
export function repoGlob(glob: string): (repo: string) => boolean {
  const matcher = new Minimatch(glob, options);
  return (repo) => matcher.match(repo);
}
