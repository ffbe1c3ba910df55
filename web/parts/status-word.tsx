/** A status as icon and word. */
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { FleetStatus, TargetStatus } from '../../core/fleet.ts';
import { fleetWord, targetWords } from '../words/status-words.ts';

const targetTypes: Readonly<Record<TargetStatus, StatusIndicatorProps.Type>> = {
  PENDING: 'pending',
  QUEUED: 'in-progress',
  RUNNING: 'in-progress',
  AWAITING_INPUT: 'warning',
  SUCCEEDED: 'success',
  FAILED: 'error',
  LOST: 'error',
  CANCELLED: 'stopped',
  SKIPPED: 'not-started',
  BLOCKED: 'warning',
};

const fleetTypes: Readonly<Record<FleetStatus, StatusIndicatorProps.Type>> = {
  PENDING: 'pending',
  RUNNING: 'in-progress',
  PAUSING: 'warning',
  PAUSED: 'warning',
  ABORTING: 'stopped',
  CANCELLING: 'stopped',
  SUCCEEDED: 'success',
  PARTIAL: 'warning',
  FAILED: 'error',
  ABORTED: 'stopped',
  CANCELLED: 'stopped',
};

export function TargetStatusWord({ status }: { readonly status: TargetStatus }) {
  return <StatusIndicator type={targetTypes[status]}>{targetWords[status]}</StatusIndicator>;
}

/** @param status of a fleet; one that this page does not know is shown as it is */
export function FleetStatusWord({ status }: { readonly status: string }) {
  const type = Object.entries(fleetTypes).find(([known]) => known === status)?.[1] ?? 'info';
  return <StatusIndicator type={type}>{fleetWord(status)}</StatusIndicator>;
}
