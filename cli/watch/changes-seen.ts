/** Finds the changes of settings while a fleet is watched, and puts the time before each line. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { formatDuration } from '../../core/text/duration.ts';
import { fleetChanges } from '../render/fleet/fleet-changes.ts';

/** A function that compares each fleet with the one of its last call, and returns a line per change. */
export function changesSeen(): (fleet: FleetView) => string[] {
  let before: FleetView | undefined;
  return (fleet) => {
    const changes = before === undefined ? [] : fleetChanges(before, fleet);
    before = fleet;
    return changes.map((line) => timed(fleet, line));
  };
}

/** Puts the time since the fleet's start before a line. */
export const timed = ({ progress }: FleetView, line: string): string =>
  `${formatDuration(progress.elapsed_s * 1_000).padEnd(7)} ${line}`;
