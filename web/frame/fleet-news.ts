/** What has happened to the fleets of a list between two reads of it, as a person wants to be told. */
import type { FleetSummary } from '../../contracts/fleet-records.ts';
import { isTerminalFleet, type FleetStatus } from '../../core/fleet.ts';
import { fleetWord } from '../words/status-words.ts';
import { progressWords, waitWords } from '../words/summary-words.ts';

export interface News {
  readonly fleetId: string;
  readonly title: string;
  readonly body: string;
}

// A status that this page does not know is no end that it knows.
const hasEnded = ({ status }: FleetSummary): boolean => isTerminalFleet(status as FleetStatus);

const state = (fleet: FleetSummary): 'waits' | 'ended' | 'runs' =>
  hasEnded(fleet) ? 'ended' : fleet.waits_for_person ? 'waits' : 'runs';

/** @param before the read before; undefined: this is the first one, and nothing is news */
export function newsOf(before: readonly FleetSummary[] | undefined, after: readonly FleetSummary[]): readonly News[] {
  if (before === undefined) return [];
  const old = new Map(before.map((fleet) => [fleet.fleet_id, fleet]));
  return after.flatMap((fleet) => {
    const was = old.get(fleet.fleet_id);
    const is = state(fleet);
    if (was === undefined || is === 'runs' || (state(was) === is && was.generation === fleet.generation)) return [];
    const fleetId = fleet.fleet_id;
    if (is === 'ended') return [{ fleetId, title: `${fleet.title}: ${fleetWord(fleet.status)}`, body: progressWords(fleet) }];
    return [{ fleetId, title: `${fleet.title} waits for you`, body: waitWords(fleet) ?? '' }];
  });
}
