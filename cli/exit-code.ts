/** The exit codes of the CLI, by who has to act next. They are listed in docs/operations.md. */
import type { FleetStatus } from '../core/fleet.ts';

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

/** The fields of a fleet that decide the exit code. */
interface Standing {
  readonly status: FleetStatus;
  readonly reason?: { readonly code: string } | null;
}

/** The exit code for a fleet; 0 for a command that does not wait, undefined while the fleet goes on. */
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
