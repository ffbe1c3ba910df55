/**
 * The status of a target, read from the status of its task (semantics 1): a target that has a task has no status of its own.
 * Example: HYDRATING → RUNNING; COMPLETED with a failed build → FAILED.
 */
import type { TargetStatus } from './fleet.ts';

export const taskStatuses = [
  'PENDING_UPLOADS',
  'QUEUED',
  'SUBMITTED',
  'HYDRATING',
  'RUNNING',
  'AWAITING_APPROVAL',
  'FINALIZING',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'TIMED_OUT',
] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** `buildPassed` counts only for COMPLETED; null = no build ran. */
export function targetStatusOfTask(status: TaskStatus, buildPassed: boolean | null): TargetStatus {
  switch (status) {
    case 'PENDING_UPLOADS':
    case 'SUBMITTED':
    case 'QUEUED':
      return 'QUEUED';
    case 'HYDRATING':
    case 'RUNNING':
    case 'FINALIZING':
      return 'RUNNING';
    case 'AWAITING_APPROVAL':
      return 'AWAITING_INPUT';
    case 'COMPLETED':
      return buildPassed === false ? 'FAILED' : 'SUCCEEDED';
    case 'FAILED':
    case 'TIMED_OUT':
      return 'FAILED';
    case 'CANCELLED':
      return 'CANCELLED';
  }
}
