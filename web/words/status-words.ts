/** The words of statuses in the page: never capitals, never a colour alone. */
import { targetStatuses, type FleetStatus, type TargetStatus } from '../../core/fleet.ts';

export const targetWords: Readonly<Record<TargetStatus, string>> = {
  PENDING: 'Waiting',
  QUEUED: 'Starting',
  RUNNING: 'Running',
  AWAITING_INPUT: 'Needs input',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  LOST: 'Lost',
  CANCELLED: 'Cancelled',
  SKIPPED: 'Skipped',
  BLOCKED: 'Blocked',
};

export const fleetWords: Readonly<Record<FleetStatus, string>> = {
  PENDING: 'Waiting',
  RUNNING: 'Running',
  PAUSING: 'Pausing',
  PAUSED: 'Paused',
  ABORTING: 'Aborting',
  CANCELLING: 'Cancelling',
  SUCCEEDED: 'Succeeded',
  PARTIAL: 'Partly succeeded',
  FAILED: 'Failed',
  ABORTED: 'Aborted',
  CANCELLED: 'Cancelled',
};

/** The order of statuses in bars and legends: ended ones first, those that wait last. */
export const barOrder: readonly TargetStatus[] = [
  'SUCCEEDED',
  'FAILED',
  'LOST',
  'BLOCKED',
  'CANCELLED',
  'SKIPPED',
  'AWAITING_INPUT',
  'RUNNING',
  'QUEUED',
  'PENDING',
];

/** Such as `running`, for a class or an address. */
export const statusSlug = (status: TargetStatus): string => status.toLowerCase().replaceAll('_', '-');

const fleetStatusOf = new Map(Object.entries(fleetWords));

/** The word of a fleet's status as a list has it: a newer service may know further ones. */
export const fleetWord = (status: string): string => fleetStatusOf.get(status) ?? status.toLowerCase();

export const isTargetStatus = (text: string): text is TargetStatus => targetStatuses.some((status) => status === text);
