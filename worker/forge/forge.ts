/** What the worker needs of the place where pull requests live. */
import type { Step } from '../failure.ts';

export interface PullRequestText {
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly draft: boolean;
}

export interface PullRequest {
  readonly url: string;
  readonly headBranch: string;
  readonly baseBranch: string;
  /** Whether its branch lives in another repository. */
  readonly fromFork: boolean;
}

export interface OpenedPullRequest {
  readonly url: string;
  /** Why its labels could not all be set; undefined where they are. */
  readonly withoutLabels: string | undefined;
}

export interface Forge {
  /** Opens the branch's pull request, or updates the open one. Repeating it makes no second one. */
  openPullRequest(text: PullRequestText, signal: AbortSignal): Promise<Step<OpenedPullRequest>>;
  getPullRequest(number: number, signal: AbortSignal): Promise<Step<PullRequest>>;
}
