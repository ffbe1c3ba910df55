/**
 * What an attempt keeps of its repositories that share a sandbox. The item of a target holds that of all its attempts, so of what failed it
 * keeps less from the fourth attempt on; the row of the task has it in whole.
 */
import type { AttemptOutcome } from '../../contracts/fleet-records.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { shorten } from '../../core/text/shorten.ts';

/** Attempts of which more is kept. */
const keptLonger = 3;
/** UTF-16 units of what failed in all repositories of an attempt together. */
const messages = { early: 4_000, later: 800 };

/** Whether an attempt of a target with shared repositories is one of which less is kept. */
export const isKeptShort = ({ shared_repos: shared }: Pick<TaskRow, 'shared_repos'>, attempt: number): boolean =>
  shared !== undefined && attempt > keptLonger;

/** Absent where there are none, or nothing is known. */
export function keptRepositories(row: TaskRow, attempt: number): Pick<AttemptOutcome, 'repositories'> {
  const { repositories } = row;
  if (repositories == null) return {};
  const failed = repositories.filter(({ message }) => message !== null).length;
  const longest = Math.floor((attempt > keptLonger ? messages.later : messages.early) / Math.max(1, failed));
  return { repositories: repositories.map((each) => ({ ...each, message: each.message && shorten(each.message, longest) })) };
}
