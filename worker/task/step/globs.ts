/**
 * Finds which globs of paths match no file of a commit. A name that begins with a dot is a name like any other.
 * Example: `{spec.md,specs/**` + `/spec.md}` matches spec.md and specs/001/spec.md.
 */
import { Minimatch } from 'minimatch';
import { done, type Step } from '../../failure.ts';
import { listFiles } from '../../git/files-of-commit.ts';
import type { Git } from '../../git/git.ts';

export async function globsWithoutFile(git: Git, commit: string, globs: readonly string[]): Promise<Step<readonly string[]>> {
  if (globs.length === 0) return done([]);
  const files = await listFiles(git, commit);
  if (!files.ok) return files;
  return done(globs.filter((glob) => !files.value.some(matcherOf(glob))));
}

export function matcherOf(glob: string): (path: string) => boolean {
  // Without negations and comments: "!" and "#" are characters of names.
  const matcher = new Minimatch(glob.replace(/^(?:\.\/)+/, ''), { dot: true, nonegate: true, nocomment: true });
  return (path) => matcher.match(path);
}
