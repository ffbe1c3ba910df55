/** The functions of a forge that the worker needs for one repository: to open, update and read pull requests. */
import type { Step } from '../failure.ts';

export interface PullRequestText {
  readonly branch: string;
  /** The branch was not there before the work, so as a rule it has no pull request yet, and none is looked for first. */
  readonly isNewBranch: boolean;
  readonly base: string;
  /** A base branch that is gone: an open pull request that is still against it is moved to `base`. */
  readonly insteadOfBase?: string | undefined;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly draft: boolean;
}

export interface PullRequest {
  readonly url: string;
  readonly headBranch: string;
  readonly baseBranch: string;
  /** Whether its branch is in another repository. */
  readonly fromFork: boolean;
}

export interface OpenedPullRequest {
  readonly url: string;
  /** Why the labels could not all be set; undefined where all are set. */
  readonly withoutLabels: string | undefined;
}

export interface Forge {
  /** Opens the pull request of the branch, or updates the open one. A repeated call opens no second one. */
  openPullRequest(text: PullRequestText, signal: AbortSignal): Promise<Step<OpenedPullRequest>>;
  getPullRequest(number: number, signal: AbortSignal): Promise<Step<PullRequest>>;
  /** The branch that the newest merged pull request of this branch went into; undefined where none of it was merged. */
  branchMergedInto(branch: string, signal: AbortSignal): Promise<Step<string | undefined>>;
}
