/** What became of the repositories that share the sandbox of a task, as it is told. What is told of the task names the repository. */
import type { RepositoryOutcome } from '../../../contracts/shared-repos.ts';
import type { Failed, TaskFailure } from '../../failure.ts';

/** UTF-16 units: the row of a task, an event and the record of a target hold those of all its repositories. */
const longestMessage = 300;

/** A failure in one repository. */
export interface FailingRepository {
  readonly repo: string;
  readonly failed: Failed;
}

/** The failure of a task: it has the class of the first, and tells of each. Undefined: none failed. */
export function failedTogether([first, ...others]: readonly FailingRepository[]): Failed | undefined {
  return first && allOf(first, others);
}

export const failedIn = (repo: string, failed: Failed): Failed => allOf({ repo, failed }, []);

function allOf(first: FailingRepository, others: readonly FailingRepository[]): Failed {
  const { failure } = first.failed;
  const told = (textOf: (each: TaskFailure) => string): string =>
    toldTogether([first, ...others].map(({ repo, failed }) => ({ repo, text: textOf(failed.failure) })));
  const classification = { ...failure.classification, description: told((each) => each.classification.description) };
  return { ok: false, failure: { ...failure, message: told(({ message }) => message), classification } };
}

/** The first in full, and the first line of each other. */
export const toldTogether = (texts: readonly { readonly repo: string; readonly text: string }[]): string =>
  texts.map(({ repo, text }, at) => `${repo}: ${at === 0 ? text : text.split('\n', 1).join('')}`).join('\n');

/** @param failed absent: nothing failed in it, but the task failed */
export const unknownOutcome = (repo: string, failed?: Failed): RepositoryOutcome => ({
  repo,
  ...{ outcome: null, build_passed: null, branch: null, commit: null, pr_url: null },
  message: failed?.failure.message ?? null,
});

/** As it is stored. */
export const shownOutcome = (outcome: RepositoryOutcome, mask: (text: string, most: number) => string): RepositoryOutcome => ({
  ...outcome,
  message: outcome.message === null ? null : mask(outcome.message, longestMessage),
});
