/** The change of the work that is kept for a review: of its commit, and not of what else its ref may hold by other people. */
import type { TaskChanges } from '../../../adapters/task-stores.ts';
import { recordChange } from '../change/record-change.ts';
import type { Hydrated } from '../hydrate.ts';
import type { Job } from '../job.ts';
import type { RefWithCommit } from './kept-work.ts';

/** @param kept undefined: nothing is kept, so nothing is changed */
export async function changeOfKept(
  job: Job,
  hydrated: Hydrated,
  kept: RefWithCommit | undefined,
): Promise<Pick<TaskChanges, 'change'>> {
  return kept ? recordChange(job, [{ job, hydrated, commit: kept.commit }]) : {};
}
