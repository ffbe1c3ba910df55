/** Reads the row of a task for its worker, and says why the worker has it no more. */
import type { TaskRow } from '../../contracts/task.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import { data, refuse, type Answer, type Refusal } from '../http/answer.ts';
import type { WorkerApiPorts, WorkerRequest } from './ports.ts';

type Of = Pick<WorkerRequest<'readTask'>, 'taskId' | 'claim'>;

export const stored: Answer = data(200, { stored: true });

/** What work printed, made and cost comes within seconds after somebody else has ended its task. */
const lateMs = 10 * 60_000;

/** The row while this hold is the last one, also for some minutes after the task has ended. */
export async function rowOfHold(
  { tasks, clockAndIds }: Pick<WorkerApiPorts, 'tasks' | 'clockAndIds'>,
  of: Of,
  read: 'getTask' | 'getTaskOfLate' = 'getTask',
): Promise<{ readonly ok: true; readonly row: TaskRow } | { readonly ok: false; readonly refusal: Refusal }> {
  const row = await tasks[read](of.taskId);
  if (row?.claim !== of.claim) return { ok: false, refusal: lost(row, of) };
  const isOver = isTaskEnded(row.status) && clockAndIds.now() - Date.parse(row.completed_at ?? row.updated_at) > lateMs;
  return isOver ? { ok: false, refusal: lost(row, of) } : { ok: true, row };
}

/** @param row as it is now; undefined: there is none any more */
export function lost(row: TaskRow | undefined, { taskId, claim }: Of): Refusal {
  if (!row) return refuse('HOLD_LOST', `There is no task ${taskId} any more.`);
  if (row.claim > claim) return refuse('HOLD_LOST', `Another worker has the task ${taskId}: hold ${claim} is over.`);
  if (isTaskEnded(row.status)) return refuse('HOLD_LOST', `The task ${taskId} is ${row.status}: it takes nothing more.`);
  return refuse('HOLD_LOST', `The task ${taskId} is ${row.status}, from where hold ${claim} cannot do this.`);
}
