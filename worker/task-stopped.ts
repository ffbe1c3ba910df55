/** Why a worker lets go of a task before it is done. */
export type StopReason =
  /** The task is CANCELLED, or ended otherwise. */
  | 'ended'
  /** Another worker has claimed it, or the lease could not be renewed in time. */
  | 'lost'
  /** This worker is closing. */
  | 'closing';

/** Ends whatever is being done for a task. Nothing catches it but the one place that took the task. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}
