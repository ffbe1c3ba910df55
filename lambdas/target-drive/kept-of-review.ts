/**
 * What an attempt publishes (semantics 27): the work that the review was about, from the row of the task that kept it. What a later attempt
 * may have found, or left, was not looked at, and is never published.
 * Example: the review was about attempts until 3, and attempt 4, which was to publish it, was LOST → that of attempt 3.
 */
import type { KeptForReview } from '../../contracts/change.ts';
import type { TargetRecord } from '../../contracts/fleet-records.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { TaskCore } from '../../adapters/ports.ts';
import { outcomesBefore } from './attempts-before.ts';

/** Rows that are read at once. Nearly always the newest one has it. */
const atOnce = 10;
const nothing: KeptForReview = { work: [], pr_title: null, summary: null };

/**
 * Undefined: a row is gone that may have it. Without work: no attempt kept any.
 * @param last number of the last attempt that the review was about
 */
export async function keptOfReview(
  core: Pick<TaskCore, 'readTasks'>,
  target: TargetRecord,
  last: number,
): Promise<KeptForReview | undefined> {
  const tasks = outcomesBefore(target, last + 1).flatMap(({ task_id: id }) => id ?? []);
  for (let end = tasks.length; end > 0; end -= atOnce) {
    const ids = tasks.slice(Math.max(0, end - atOnce), end);
    const rows = new Map((await core.readTasks(ids)).map((row) => [row.task_id, row]));
    const newest = ids.findLast((id) => !rows.has(id) || hasKept(rows.get(id)));
    if (newest !== undefined) return rows.get(newest)?.kept ?? undefined;
  }
  return nothing;
}

export const hasKept = (row: Pick<TaskRow, 'kept'> | undefined): boolean => (row?.kept?.work.length ?? 0) > 0;
