/**
 * Takes a task in two writes: the lease in the heartbeat, then the number of the hold in the task's row. From the second one on no worker
 * with a lower number can write the row. A worker that cannot make the second one lets go.
 */
import type { NewHold, TaskStore } from '../adapters/task-stores.ts';
import type { TaskStatus } from '../contracts/events.ts';
import { isTaskActive, type TaskRow } from '../contracts/task.ts';
import { heartbeatOf } from './heartbeat-of.ts';
import { nextHoldNumber } from './next-hold-number.ts';

type HoldTaking = Pick<TaskStore, 'getTaskAndHeartbeat' | 'takeLeaseIfFree' | 'beginHoldIfHigher' | 'endLeaseOfHold'>;

interface Taker extends Pick<NewHold, 'workerId' | 'now' | 'leaseUntil'> {
  /** The only number that the hold may have; absent: whichever is next. */
  readonly exactly?: number;
  /** Asked about a task that is free, before anything of it is taken: whether its work may begin now. */
  readonly admit?: (row: TaskRow) => Promise<boolean>;
}
/** `previous` is the status before. */
export interface Taken {
  readonly row: TaskRow;
  readonly previous: TaskStatus;
}

/** Takes the task if it is SUBMITTED or worked on, and no lease is running; undefined if not, if its work may not begin, or if another worker came first. */
export async function takeHold(tasks: HoldTaking, taskId: string, by: Taker): Promise<Taken | undefined> {
  const { row, beat } = await tasks.getTaskAndHeartbeat(taskId);
  if (!row || !isTaskActive(row.status) || heartbeatOf(row, beat).leaseUntil >= by.now) return undefined;
  const holdNumber = nextHoldNumber(row, beat);
  if (by.exactly !== undefined && by.exactly !== holdNumber) return undefined;
  if (by.admit && !(await by.admit(row))) return undefined;
  const hold = { ...by, holdNumber, before: beat?.holdNumber };
  if (!(await tasks.takeLeaseIfFree(taskId, hold))) return undefined;
  const begun = await tasks.beginHoldIfHigher(row, hold);
  if (begun) return { row: begun, previous: row.status };
  await tasks.endLeaseOfHold(taskId, hold);
  return undefined;
}
