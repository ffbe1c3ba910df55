/**
 * Finds which globs of paths match no file of a commit. A name that begins with a dot is a name like any other.
 * Example: `{spec.md,specs/**` + `/spec.md}` matches spec.md and specs/001/spec.md.
 */
import { Minimatch } from 'minimatch';
import { problemOfGlob } from '../../../contracts/glob-bounds.ts';
import { done, type Step } from '../../failure.ts';
import { listFiles } from '../../git/files-of-commit.ts';
import type { Git } from '../../git/git.ts';

export async function globsWithoutFile(git: Git, commit: string, globs: readonly string[]): Promise<Step<readonly string[]>> {
  if (globs.length === 0) return done([]);
  const files = await listFiles(git, commit);
  if (!files.ok) return files;
  return done(globs.filter((glob) => !files.value.some(matcherOf(glob))));
}

/** A glob beyond the bounds, which no request gets past the API, matches nothing. */
export function matcherOf(glob: string): (path: string) => boolean {
  if (problemOfGlob(glob) !== undefined) return () => false;
  // "!", "#" and "(" are characters of names.
  const options = { dot: true, nonegate: true, nocomment: true, noext: true };
  const matcher = new Minimatch(glob.replace(/^(?:\.\/)+/, ''), options);
  return (path) => matcher.match(path);
}
