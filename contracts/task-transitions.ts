import type { TaskStatus } from './events.ts';

/** Which status a task may move to from which; what is not here may not happen. */
const taskTransitions: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  PENDING_UPLOADS: ['SUBMITTED', 'FAILED', 'CANCELLED'],
  QUEUED: ['SUBMITTED', 'CANCELLED', 'FAILED'],
  SUBMITTED: ['QUEUED', 'HYDRATING', 'FAILED', 'CANCELLED'],
  HYDRATING: ['RUNNING', 'AWAITING_APPROVAL', 'FAILED', 'CANCELLED'],
  // COMPLETED straight from RUNNING is the built-in worker's: it has nothing to finalize elsewhere.
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
