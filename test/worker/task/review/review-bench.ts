/** A target of a fleet that reviews, with shell commands in place of agents. */
import type { KeptForReview } from '../../../../contracts/change.ts';
import type { TaskRow } from '../../../../contracts/task.ts';
import { git, type makeRepository } from '../../git-repository.ts';
import type { TaskBench } from '../../task-bench.ts';
import { targetOf } from '../steps/step-bench.ts';

export const refOf = (branch: string): string => `refs/bgagent/review/${branch}`;

/** The commit of a ref; undefined: there is none. */
export const tipOf = ({ url }: { readonly url: string }, ref: string): string | undefined =>
  git(url, 'for-each-ref', '--format=%(objectname)', ref).split('\n')[0] || undefined;

/** A commit of a person on top of a ref, which has it then. */
export function pushOnto({ url }: { readonly url: string }, ref: string, message = 'Mine', tree = `${ref}^{tree}`): string {
  const commit = git(url, 'commit-tree', tree, '-p', ref, '-m', message);
  git(url, 'update-ref', ref, commit);
  return commit;
}

export function reviewed(bench: TaskBench, target: ReturnType<typeof targetOf>) {
  const ref = refOf(target.branch);
  return {
    ...target,
    ref,
    tip: () => tipOf(target.remote, ref),
    /** Does an attempt at the work, which is kept for a review. */
    work: (attempt: number, command: string, given: Partial<TaskRow> = {}): Promise<TaskRow> =>
      target.attempt(attempt, command, { keep_for_review: true, ...given }),
    publishRow: (attempt: number, { kept }: Pick<TaskRow, 'kept'>, given: Partial<TaskRow> = {}): TaskRow =>
      target.row(attempt, 'exit 1', { publish: kept ?? nothing, ...given }),
    publish: async (attempt: number, { kept }: Pick<TaskRow, 'kept'>, given: Partial<TaskRow> = {}): Promise<TaskRow> =>
      bench.ended(await bench.submit(target.row(attempt, 'exit 1', { publish: kept ?? nothing, ...given }))),
  };
}

export const nothing: KeptForReview = { work: [], pr_title: null, summary: null };

export const reviewedTarget = (bench: TaskBench, remote: ReturnType<typeof makeRepository>, repo: string) =>
  reviewed(bench, targetOf(bench, remote, repo));
