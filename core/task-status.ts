/**
 * What a task's status means for its target (semantics 1). The target has no life of its own beside its task.
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
