import type { FleetStatus } from '../core/fleet.ts';

/** What the process says to a script (docs/operations.md#scripts). */
export const exitCodes = {
  done: 0,
  error: 1,
  usage: 2,
  fleetEndedBadly: 3,
  notSignedIn: 4,
  waitsForPerson: 5,
  notFound: 6,
  timeout: 124,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The part of a fleet that decides; `wait` tells whether the command waits for the end. */
interface Standing {
  readonly status: FleetStatus;
  readonly reason?: { readonly code: string } | null;
}

/** Exit code for a fleet as it stands; undefined while there is something to wait for. */
export function exitCodeOf(fleet: Standing, wait: boolean): ExitCode | undefined {
  if (!wait) return exitCodes.done;
  switch (fleet.status) {
    case 'SUCCEEDED':
      return exitCodes.done;
    case 'PARTIAL':
    case 'FAILED':
    case 'ABORTED':
    case 'CANCELLED':
      return exitCodes.fleetEndedBadly;
    case 'PAUSED':
      return exitCodes.waitsForPerson;
    case 'PENDING':
      return fleet.reason?.code === 'approval_required' ? exitCodes.waitsForPerson : undefined;
    case 'RUNNING':
    case 'PAUSING':
    case 'ABORTING':
    case 'CANCELLING':
      return undefined;
  }
}
