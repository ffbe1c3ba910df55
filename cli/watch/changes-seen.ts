import type { FleetView } from '../../contracts/http/fleet.ts';
import { formatDuration } from '../../core/text/duration.ts';
import { fleetChanges } from '../render/fleet/fleet-changes.ts';

/** Tells of each fleet what commands changed since the one before, each with the time that the fleet has taken. */
export function changesSeen(): (fleet: FleetView) => string[] {
  let before: FleetView | undefined;
  return (fleet) => {
    const changes = before === undefined ? [] : fleetChanges(before, fleet);
    before = fleet;
    return changes.map((line) => timed(fleet, line));
  };
}

/** A line of what happened, after how long. */
export const timed = ({ progress }: FleetView, line: string): string =>
  `${formatDuration(progress.elapsed_s * 1_000).padEnd(7)} ${line}`;
