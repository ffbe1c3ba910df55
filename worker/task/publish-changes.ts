/** The last step: pushes the commit to its branch, and opens or updates the pull request where worker.yaml names the forge. */
import { done, type Failed, type Step } from '../failure.ts';
import type { OpenedPullRequest } from '../forge/forge.ts';
import { printedText } from '../text/printed-text.ts';
import { changeTextsOf } from './change-texts.ts';
import type { Hydrated } from './hydrate.ts';
import type { Job } from './job.ts';
import { bodyOf, type BodyRequest } from './pull-request-text.ts';
import { madeFromOf, pushCommit } from './push-commit.ts';
import { applyReviewState, applyReviewStateOfBranch, opensAsDraft } from './review-state.ts';
import { inWhich } from './shared/in-which.ts';
import type { CheckResult } from './verify.ts';
import type { WorkResult } from './work-result.ts';

export interface CheckedCommit {
  /** Undefined: the work changed nothing, and the branch stays as it is. */
  readonly commit: string | undefined;
  readonly result: WorkResult;
  readonly checks: readonly CheckResult[];
  /** False where a verifier failed: then only the branch is pushed. */
  readonly withPullRequest: boolean;
}

/** Answers the URL of the pull request, or null where there is none. */
export async function publishChanges(job: Job, hydrated: Hydrated, change: CheckedCommit): Promise<Step<string | null>> {
  const { commit, withPullRequest } = change;
  const pushed = commit === undefined ? done(undefined) : await pushCommit(job, hydrated, commit);
  if (!pushed.ok) return pushed;
  return withPullRequest ? proposeChanges(job, hydrated, change) : done(hydrated.pullRequest?.url ?? null);
}

/** Opens or updates the pull request of a branch that was pushed. Answers as `publishChanges`. */
export async function proposeChanges(
  job: Job,
  { clone, forge, pullRequest }: Hydrated,
  change: Pick<CheckedCommit, 'result' | 'checks'> & Pick<BodyRequest, 'withoutChecks'>,
): Promise<Step<string | null>> {
  if (pullRequest) {
    const pull = await applyReviewStateOfBranch(job, forge, clone.branch);
    return pull.ok ? done(pullRequest.url) : pull;
  }
  if (!forge) return done(null);
  const { task } = job;
  const texts = changeTextsOf(job, change.result);
  const base = madeFromOf(job, forge)?.base;
  const text = {
    branch: clone.branch,
    isNewBranch: clone.isNewBranch,
    base: clone.baseBranch,
    insteadOfBase: base === clone.baseBranch ? undefined : base,
    title: texts.title,
    body: bodyOf({ ...change, texts, task, others: othersOf(job) }),
    labels: task.pull_request?.labels ?? [],
    reviewers: task.pull_request?.reviewers ?? [],
    draft: opensAsDraft(task),
  };
  const opened = await forge.openPullRequest(text, job.signal);
  if (!opened.ok) return opened;
  await applyReviewState(job, forge, opened.value);
  await tellWhatIsMissing(job, opened.value, text.labels);
  return done(opened.value.url);
}

/** What the forge did not take of the pull request fails nothing, because the work is done. */
async function tellWhatIsMissing(job: Job, opened: OpenedPullRequest, labels: readonly string[]): Promise<void> {
  const { url, withoutLabels, withoutReviewers } = opened;
  const readable = (text: string): string => printedText(job.secrets.mask(text));
  if (withoutLabels !== undefined) {
    await job.note('labels_not_set', { pr_url: url, labels, reason: readable(withoutLabels) });
  }
  if (withoutReviewers.length === 0) return;
  const reason = readable(withoutReviewers.map(({ reviewer, why }) => `${reviewer}: ${why}`).join('\n'));
  await job.note('reviewers_not_set', { pr_url: url, reviewers: withoutReviewers.map(({ reviewer }) => reviewer), reason });
  job.output.append(`\n--- reviewers that were not asked${inWhich(job)}\n${reason}\n`);
}

/** The change of this repository is a part of theirs. */
const othersOf = ({ task, sharing }: Job): readonly string[] =>
  sharing.map(({ repo }) => repo).filter((repo) => repo !== task.repo);

/**
 * Whether a pull request may stay as it is, because the work changed nothing: the branch may have no commit any more that its base has not,
 * because a person merged it meanwhile.
 */
export function mayStay(job: Job, commit: string | undefined, { failure }: Failed): boolean {
  if (commit !== undefined || failure.classification.category !== 'config') return false;
  job.output.append(`\n(The pull request${inWhich(job)} stays as it is: ${failure.message})\n`);
  return true;
}
