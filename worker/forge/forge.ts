/** The functions of a forge that the worker needs for one repository: to open, update, read and merge pull requests. */
import type { MergeMethod } from '../../contracts/merge-params.ts';
import type { Step } from '../failure.ts';
import type { Unasked } from './reviewers.ts';

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
  /** Who is asked to review it: users, and teams as owner/team. */
  readonly reviewers: readonly string[];
  /** Of one that is opened: one that is open stays as it is. A forge that takes no drafts gets one that is ready. */
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
  readonly number: number;
  readonly isDraft: boolean;
  /** Why the labels could not all be set; undefined where all are set. */
  readonly withoutLabels: string | undefined;
  /** Those that the forge does not ask. */
  readonly withoutReviewers: readonly Unasked[];
}

/** The pull request of a branch, as a merge needs it. */
export interface PullRequestOfBranch {
  readonly number: number;
  readonly url: string;
  readonly isMerged: boolean;
  readonly isDraft: boolean;
  /** The commit at the tip of its branch; of a merged one, the last that was merged. */
  readonly head: string;
  readonly baseBranch: string;
}

/** The names of the checks of a commit, by how they stand. */
export interface Checks {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  readonly running: readonly string[];
  /** That must pass before a merge into the base branch, and that nothing has reported. */
  readonly missing: readonly string[];
}

export interface MergeRequest {
  readonly number: number;
  readonly method: MergeMethod;
  /** Nothing is merged where the branch has another tip. */
  readonly head: string;
}

/**
 * `moved`: the branch has another tip. `conflict`: it cannot be merged as it is. `later`: the forge does not know yet whether it can.
 * `refused`: for another reason, in the words of the forge.
 */
export type MergeEnd =
  { readonly kind: 'merged' | 'moved' | 'conflict' | 'later' } | { readonly kind: 'refused'; readonly why: string };

export interface Forge {
  /** Opens the pull request of the branch, or updates the open one. A repeated call opens no second one. */
  openPullRequest(text: PullRequestText, signal: AbortSignal): Promise<Step<OpenedPullRequest>>;
  getPullRequest(number: number, signal: AbortSignal): Promise<Step<PullRequest>>;
  /** The branch that the newest merged pull request of this branch went into; undefined where none of it was merged. */
  branchMergedInto(branch: string, signal: AbortSignal): Promise<Step<string | undefined>>;
  /** The open pull request of the branch, or else the newest that was merged; undefined where there is neither. */
  pullRequestOf(branch: string, signal: AbortSignal): Promise<Step<PullRequestOfBranch | undefined>>;
  /** Makes a draft ready for review. One that is ready stays as it is. */
  markReady(number: number, signal: AbortSignal): Promise<Step<void>>;
  /** Makes a draft of it. One that is a draft stays as it is. */
  markDraft(number: number, signal: AbortSignal): Promise<Step<void>>;
  /** Moves an open pull request to another base branch. */
  changeBase(number: number, base: string, signal: AbortSignal): Promise<Step<void>>;
  /** @param base the branch that the commit is to be merged into */
  checks(commit: string, base: string, signal: AbortSignal): Promise<Step<Checks>>;
  /** Merges an open pull request. One that is merged already counts as merged if this head was merged. */
  merge(request: MergeRequest, signal: AbortSignal): Promise<Step<MergeEnd>>;
}
