/** The number of the hold that the next worker of a task takes. */
import type { Heartbeat } from '../adapters/task-stores.ts';
import type { TaskRow } from '../contracts/task.ts';

/** The heartbeat has the higher number, unless a worker of older code took the task since. */
export const nextHoldNumber = (row: Pick<TaskRow, 'claim'>, beat: Heartbeat | undefined): number =>
  Math.max(row.claim, beat?.holdNumber ?? 0) + 1;
