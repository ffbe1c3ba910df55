/** The finished tasks of a caller from which a plan estimates. Few pages are read, so the answer is the newest ones of a busy caller. */
import type { TaskStore } from '../../../../adapters/task-stores.ts';
import type { TaskRow } from '../../../../contracts/task.ts';
import { isTaskEnded } from '../../../../contracts/task-transitions.ts';
import type { Estimated, PastTask } from '../../../../core/plan/estimate.ts';
import { costOfTask } from '../../../../tasks/cost-of-task.ts';

/** Tasks that are enough for an estimate. */
const mostTasks = 200;
/** Tasks of any kind that are read for them, in pages. */
const mostPages = 4;
const pageSize = 100;
/** Prices and models change: older tasks say little. */
const oldestMs = 120 * 86_400_000;

type Wanted = Pick<Estimated, 'workflow' | 'agent' | 'model'>;

/**
 * Newest first. Tasks that no worker took, that were cancelled, or that failed at no cost, are left out: they say nothing about the whole
 * work.
 * @param now epoch ms
 */
export async function pastTasks(
  tasks: Pick<TaskStore, 'listTasksOfUser'>,
  userId: string,
  { now, ...wanted }: Wanted & { readonly now: number },
): Promise<readonly PastTask[]> {
  const found: TaskRow[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { items, next } = await tasks.listTasksOfUser(userId, { limit: pageSize, after });
    const recent = items.filter(({ created_at }) => Date.parse(created_at) >= now - oldestMs);
    found.push(...recent.filter((row) => fits(row, wanted)));
    if (next === undefined || recent.length < items.length || found.length >= mostTasks) break;
    after = next;
  }
  return found
    .slice(0, mostTasks)
    .map((row) => ({ costUsd: costOfTask(row), day: row.created_at.slice(0, 'YYYY-MM-DD'.length) }));
}

const fits = (row: TaskRow, { workflow, agent, model }: Wanted): boolean =>
  isTaskEnded(row.status) &&
  row.status !== 'CANCELLED' &&
  row.claimed_at !== null &&
  // What publishes does no work, so it costs nothing.
  !row.publish &&
  !(row.status === 'FAILED' && row.cost_usd === 0) &&
  row.resolved_workflow.id === workflow &&
  (agent === null || row.agent === agent) &&
  (model === null || row.model === model);
