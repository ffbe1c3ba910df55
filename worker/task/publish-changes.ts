/** The last step: the commit goes to its branch, and the pull request is opened or updated where there is a forge for it. */
import type { Job } from './job.ts';
import { done, type Step } from '../failure.ts';
import type { Hydrated } from './hydrate.ts';
import { printedText } from '../text/printed-text.ts';
import { bodyOf } from './pull-request-text.ts';
import { pushBranch } from '../git/push.ts';
import { trailerOf } from '../git/trailer.ts';
import type { CheckResult } from './verify.ts';
import type { WorkResult } from './work-result.ts';
import { wordsOf } from './words.ts';

export interface Changes {
  readonly commit: string;
  readonly result: WorkResult;
  readonly checks: readonly CheckResult[];
  /** False: the branch only, because a verifier failed. */
  readonly withPullRequest: boolean;
}

/** Answers the pull request's URL, or null where there is none. */
export async function publishChanges(job: Job, hydrated: Hydrated, changes: Changes): Promise<Step<string | null>> {
  const { clone, forge, pullRequest, keepCommits } = hydrated;
  const pushed = await pushBranch({ clone, commit: changes.commit, trailer: trailerOf(job.task), keepCommits });
  if (!pushed.ok) return pushed;
  if (pullRequest) return done(pullRequest.url);
  if (!forge || !changes.withPullRequest) return done(null);
  const { task, secrets } = job;
  const words = wordsOf(job, changes.result);
  const text = {
    branch: clone.branch,
    base: clone.baseBranch,
    title: words.title,
    body: bodyOf({ words, checks: changes.checks, task }),
    labels: task.pull_request?.labels ?? [],
    draft: task.pull_request?.draft ?? false,
  };
  const opened = await forge.openPullRequest(text, job.signal);
  if (!opened.ok) return opened;
  const { url, withoutLabels } = opened.value;
  if (withoutLabels !== undefined) {
    await job.note('labels_not_set', { pr_url: url, labels: text.labels, reason: printedText(secrets.mask(withoutLabels)) });
  }
  return done(url);
}
