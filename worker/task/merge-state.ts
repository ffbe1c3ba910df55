/** What there is to merge, read from the branches and from the pull request: nothing, something that is merged already, or a commit. */
import { done, type Step } from '../failure.ts';
import type { Forge, PullRequestOfBranch } from '../forge/forge.ts';
import { fetchPullRequest, holds, messageOfCommit, readBranchHistory, type BranchHistory } from '../git/branch-history.ts';
import type { Remote } from '../git/remote.ts';
import { trailerKey, trailerOf } from '../git/trailer.ts';
import { gitFor } from './git-for.ts';
import type { Job } from './job.ts';
import { mergeFailures } from './merge-failures.ts';

export type MergeState =
  /** By an earlier run of this task, or by hand. */
  | { readonly kind: 'merged'; readonly history: BranchHistory; readonly pull: PullRequestOfBranch | undefined }
  /** The branch has no commit that its base does not have. */
  | { readonly kind: 'nothing'; readonly history: BranchHistory; readonly pull: PullRequestOfBranch | undefined }
  | {
      readonly kind: 'commit';
      readonly history: BranchHistory;
      /** The open one; undefined where there is none. */
      readonly pull: PullRequestOfBranch | undefined;
      readonly head: string;
    };

export const branchOf = ({ task }: Job): string => task.branch_name ?? `bgagent/${task.task_id}`;

/** @param forge undefined: the repository has none */
export async function readMergeState(job: Job, remote: Remote, forge: Forge | undefined): Promise<Step<MergeState>> {
  const branch = branchOf(job);
  const found = forge ? await forge.pullRequestOf(branch, job.signal) : done(undefined);
  if (!found.ok) return found;
  const pull = found.value;
  const base = pull?.baseBranch ?? job.repository?.default_branch ?? undefined;
  const request = { sandbox: job.sandbox, gitAt: gitFor(job), remote, branch, base, mayBeGone: pull !== undefined };
  const read = await readBranchHistory(request);
  if (!read.ok) return read;
  const history = read.value;
  if (await isMerged(job, history, pull)) return done({ kind: 'merged', history, pull });
  if (await hasNothing(job, history)) return done({ kind: 'nothing', history, pull });
  return expectedHead(job, history, pull?.isMerged === true ? undefined : pull);
}

/** A branch that is gone, where a commit is expected, is not one without commits. */
const hasNothing = async ({ task }: Job, history: BranchHistory): Promise<boolean> =>
  history.tip === undefined ? task.expected_commit === undefined : holds(history, history.baseTip, history.tip);

/** @param pull the open one */
function expectedHead({ task }: Job, history: BranchHistory, pull: PullRequestOfBranch | undefined): Step<MergeState> {
  const { tip, branch } = history;
  const expected = task.expected_commit ?? tip;
  if (tip !== undefined && tip === expected) return done({ kind: 'commit', history, pull, head: tip });
  return mergeFailures.headMoved(branch, expected ?? '', tip);
}

/** Whether what is to be merged was merged: the expected commit, or the head where none is expected. */
async function isMerged({ task }: Job, history: BranchHistory, pull: PullRequestOfBranch | undefined): Promise<boolean> {
  const { tip, baseTip } = history;
  const wanted = task.expected_commit ?? tip ?? pull?.head;
  if (wanted === undefined) return false;
  if (pull?.isMerged) {
    if (pull.head !== wanted) await fetchPullRequest(history, pull.number);
    if (await holds(history, pull.head, wanted)) return true;
  }
  if (!(await holds(history, baseTip, wanted))) return false;
  // A head that nobody expects may have been in the base from the start, unless an earlier run was about to merge it, or it is work of this target.
  if (task.expected_commit !== undefined || task.status === 'FINALIZING') return true;
  return isOwnWork(task, await messageOfCommit(history, wanted));
}

function isOwnWork(task: Job['task'], message: string): boolean {
  const trailer = trailerOf(task);
  const values = [...message.matchAll(new RegExp(`^${trailerKey}: (.+)$`, 'gm'))];
  return values.some(([, value = '']) => trailer.mayReplace(value.trim()));
}
