/**
 * Takes the commits of an interrupted run off the tip of a fresh clone, so that the work is done once and not on top of itself. What is
 * under the first commit of anyone else stays, whoever made it.
 */
import { done, type Step } from '../failure.ts';
import type { Clone } from './clone.ts';
import { gitFailure } from './git-failure.ts';
import { trailerKey } from './trailer.ts';
import { refOfBranch } from './work-ref.ts';

/** The depth that means "all" to git. */
export const allHistory = '--depth=2147483647';

interface Commit {
  readonly id: string;
  readonly tree: string;
  /** Values of the trailer. */
  readonly works: readonly string[];
}

/** @param isOwn whether a commit with this value of the trailer is dropped */
export async function dropOwnCommits(clone: Clone, isOwn: (work: string) => boolean): Promise<Step<Clone>> {
  const isKept = ({ works }: Commit): boolean => works.length === 0 || !works.every(isOwn);
  let commits = await commitsOf(clone);
  if (!commits.ok) return commits;
  if (!commits.value.some(isKept)) {
    // All commits that were cloned are its own, so more of the history is needed.
    const ref = clone.tipRef ?? refOfBranch(clone.branch);
    const fetched = await clone.git.contact(['fetch', '--quiet', '--no-tags', allHistory, clone.remote.address, ref]);
    if (!fetched.ok) return gitFailure('fetch the branch', fetched.stderr, clone.remote);
    commits = await commitsOf(clone);
    if (!commits.ok) return commits;
  }
  const { id: base, tree: baseTree } = commits.value.find(isKept) ?? { id: clone.base, tree: clone.baseTree };
  if (base === clone.base) return done(clone);
  // Needs the login: a filter of Git LFS may fetch the files that the reset writes.
  const reset = await clone.git.contact(['reset', '--quiet', '--hard', base]);
  if (!reset.ok) return gitFailure('go back to the commit to start from', reset.stderr, clone.remote);
  return done({ ...clone, base, baseTree, known: [base] });
}

async function commitsOf({ git, remote }: Clone): Promise<Step<readonly Commit[]>> {
  const format = `%H %T %(trailers:key=${trailerKey},valueonly,unfold,separator=%x1d)`;
  const listed = await git.run(['log', '--first-parent', `--format=${format}`, 'HEAD', '--']);
  if (!listed.ok) return gitFailure('read the branch', listed.stderr, remote);
  return done(listed.stdout.split('\n').map(readCommit));
}

function readCommit(line: string): Commit {
  const [id = '', tree = '', ...value] = line.split(' ');
  const works = value
    .join(' ')
    .split('\x1d')
    .map((work) => work.trim());
  return { id, tree, works: works.filter((work) => work !== '') };
}
