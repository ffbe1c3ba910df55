/** How long a read of all targets of a fleet waits after the last one. */
import { isTerminalFleet, type FleetStatus } from '../../core/fleet.ts';

/** Targets of a fleet, and the milliseconds between two reads of all of them while it works. */
const waits = [
  { targets: 200, ms: 0 },
  { targets: 2_000, ms: 5_000 },
  { targets: Infinity, ms: 20_000 },
] as const;

/** A fleet that has stopped is read at once: what is shown then stays. */
export function waitForVersion(status: FleetStatus, targets: number, sinceLastMs: number): number {
  if (isTerminalFleet(status) || status === 'PAUSED') return 0;
  const { ms } = waits.find(({ targets: most }) => targets <= most) ?? waits[2];
  return Math.max(0, ms - sinceLastMs);
}
