/** Merges a branch without a forge: a fast-forward push of the branch that it was made from. */
import { done, type Step } from '../failure.ts';
import { holds, type BranchHistory } from '../git/branch-history.ts';
import { gitFailure } from '../git/git-failure.ts';
import { mergeFailures } from './merge-failures.ts';

/** In a folder of this machine whose branch is checked out: its files follow, unless they were changed. */
const followed = '--receive-pack=git -c receive.denyCurrentBranch=updateInstead receive-pack';

/**
 * Answers whether it was merged; if not, the branch has another tip by now.
 * @param head the tip of the branch of the work
 */
export async function mergeDirectly(history: BranchHistory, head: string): Promise<Step<boolean>> {
  const { git, remote, branch, base, baseTip } = history;
  if (!(await holds(history, head, baseTip))) return mergeFailures.conflict(branch, base);
  const pushed = await git.contact([
    'push',
    '--quiet',
    '--no-verify',
    ...(remote.host === undefined ? [followed] : []),
    `--force-with-lease=refs/heads/${base}:${baseTip}`,
    remote.address,
    `${head}:refs/heads/${base}`,
  ]);
  if (pushed.ok) return done(true);
  if (/stale info|\(fetch first\)|cannot lock ref|incorrect old value/i.test(pushed.stderr)) return done(false);
  if (/Working directory has|Up-to-date check failed|untracked working tree files|would be overwritten/i.test(pushed.stderr)) {
    return mergeFailures.refused(branch, `${base} is checked out there, with changes that are not committed`);
  }
  return gitFailure(`push to ${base}`, pushed.stderr, remote);
}
