/** How often each read is made again, in milliseconds. The page asks less often where nothing changes, and never in a hidden tab. */
import { isTerminalFleet, type FleetStatus } from '../../core/fleet.ts';

export const intervals = {
  /** A fleet at work; one whose window has no focus; one that waits for a person. */
  fleet: { atWork: 2_000, unfocused: 10_000, waiting: 10_000, waitingUnfocused: 20_000 },
  /** The fleets that wait for a person, and their number in the navigation. */
  inbox: 30_000,
  fleets: 10_000,
  /** For messages of the browser, where somebody has asked for them. */
  ownFleets: 30_000,
  output: 2_000,
  command: 2_000,
  repositories: 30_000,
} as const;

/** False: it is not read again by itself. */
export function fleetInterval(status: FleetStatus | undefined, focused: boolean): number | false {
  const { fleet } = intervals;
  if (status === undefined) return fleet.waiting;
  if (isTerminalFleet(status)) return false;
  const waits = status === 'PENDING' || status === 'PAUSED';
  if (waits) return focused ? fleet.waiting : fleet.waitingUnfocused;
  return focused ? fleet.atWork : fleet.unfocused;
}

/** Milliseconds before a read that failed is tried again: twice as long each time, up to a minute, a fifth more or less by chance. */
export function retryDelay(failures: number, retryAfterS: number | null, chance: number): number {
  if (retryAfterS !== null) return retryAfterS * 1_000;
  return Math.round(Math.min(60_000, 2_000 * 2 ** failures) * (0.8 + 0.4 * chance));
}
