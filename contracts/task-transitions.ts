/** The moves of a task from status to status; every other move is refused. */
import type { TaskStatus } from './events.ts';
import type { OpenState } from './task.ts';

const taskTransitions: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  PENDING_UPLOADS: ['SUBMITTED', 'FAILED', 'CANCELLED'],
  QUEUED: ['SUBMITTED', 'CANCELLED', 'FAILED'],
  SUBMITTED: ['QUEUED', 'HYDRATING', 'FAILED', 'CANCELLED'],
  HYDRATING: ['RUNNING', 'AWAITING_APPROVAL', 'FAILED', 'CANCELLED'],
  // The built-in worker moves from RUNNING straight to COMPLETED: it has nothing to finalize elsewhere.
  RUNNING: ['AWAITING_APPROVAL', 'FINALIZING', 'COMPLETED', 'CANCELLED', 'TIMED_OUT', 'FAILED'],
  AWAITING_APPROVAL: ['RUNNING', 'CANCELLED', 'FAILED', 'TIMED_OUT'],
  FINALIZING: ['COMPLETED', 'FAILED', 'TIMED_OUT'],
  COMPLETED: [],
  FAILED: [],
  CANCELLED: [],
  TIMED_OUT: [],
};

/** Whether a task may move from one status to another. */
export const isTaskMoveAllowed = (from: TaskStatus, to: TaskStatus): boolean => taskTransitions[from].includes(to);

/** Whether a task has ended. */
export const isTaskEnded = (status: TaskStatus): boolean => taskTransitions[status].length === 0;

const waits = (status: TaskStatus) => status === 'PENDING_UPLOADS' || status === 'QUEUED' || status === 'SUBMITTED';
/** What a task is open for; undefined once it has ended. */
export function openStateOf(status: TaskStatus): OpenState | undefined {
  if (isTaskEnded(status)) return undefined;
  return waits(status) ? status : 'ACTIVE';
}
