/** How a worker stops the work on a task before it is done: an error that unwinds the work, and the reason for it. */
export type StopReason =
  /** The task is CANCELLED, or ended otherwise. */
  | 'ended'
  /** Another worker holds the task, or the lease could not be renewed in time. */
  | 'lost'
  /** This worker is closing. */
  | 'closing';

/** Thrown through all the work of a task, and caught by `workOnTask` alone. */
export class TaskStopped extends Error {
  override readonly name = 'TaskStopped';
}
