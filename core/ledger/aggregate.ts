/**
 * The status of a group, and the final status of a fleet: one rule over the counts of its targets, never over the groups in it
 * (semantics 2). The first line of the rule that fits decides.
 * Example: [SUCCEEDED, FAILED] → PARTIAL; [BLOCKED, BLOCKED] → SKIPPED with has_failures.
 */
import type { FleetStatus, StatusCounts } from '../fleet.ts';

export type AggregateStatus = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'SKIPPED' | 'PARTIAL';

export function aggregateStatus(counts: StatusCounts): AggregateStatus {
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  if (counts.QUEUED + counts.RUNNING + counts.AWAITING_INPUT > 0) return 'RUNNING';
  if (counts.PENDING > 0) return counts.PENDING === total ? 'PENDING' : 'RUNNING';
  if (counts.SUCCEEDED === total) return 'SUCCEEDED';
  if (counts.SUCCEEDED > 0) return 'PARTIAL';
  if (counts.FAILED + counts.LOST > 0) return 'FAILED';
  return counts.CANCELLED > 0 ? 'CANCELLED' : 'SKIPPED';
}

/** Whether any target failed, was lost, or was blocked. */
export const hasFailures = (counts: StatusCounts): boolean => counts.FAILED + counts.LOST + counts.BLOCKED > 0;

/** The final status of a fleet whose targets are all terminal: ABORTED or CANCELLED if it was on its way there. */
export function finalStatus(current: FleetStatus, counts: StatusCounts): FleetStatus {
  if (current === 'ABORTING') return 'ABORTED';
  if (current === 'CANCELLING') return 'CANCELLED';
  const status = aggregateStatus(counts);
  // No target ran, and none was cancelled: the fleet counts as aborted.
  return status === 'SKIPPED' ? 'ABORTED' : status === 'PENDING' ? 'RUNNING' : status;
}
