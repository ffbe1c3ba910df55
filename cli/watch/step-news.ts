/** What the decision log of a fleet with steps, heals or reviews says while the fleet is watched: steps, batches, heals, gates and reviews. */
import type { FleetView, LogEntryView } from '../../contracts/http/fleet.ts';
import type { Api } from '../api/open-api.ts';
import { sentenceOf } from '../render/fleet/latest-lines.ts';
import { timed } from './changes-seen.ts';

/** The decisions that only the log tells. */
const told: readonly string[] = ['stepped', 'healed', 'gate_opened', 'approved', 'rejected', 'steered'];
/** More decisions between two readings are not told one by one. */
const newest = 50;

/** A function that returns a line for each such decision since its last call; none at the first call. */
export function stepNews(api: Api): (fleet: FleetView) => Promise<string[]> {
  let last: number | undefined;
  return async (fleet) => {
    if (!hasNews(fleet)) return [];
    const entries = await newestOfLog(api, fleet);
    const before = last;
    last = Math.max(last ?? 0, ...entries.map(({ seq }) => seq));
    if (before === undefined) return [];
    const fresh = entries.filter(({ seq, action }) => seq > before && told.includes(action));
    return fresh.toReversed().map((entry) => timed(fleet, sentenceOf(entry)));
  };
}

/** An earlier version of the API answers none of them. */
const hasNews = ({ steps = [], heal, publish }: Partial<FleetView>): boolean =>
  steps.length > 0 || heal != null || publish === 'review';

/** Newest first; empty when they cannot be read: the next call tells them. */
async function newestOfLog(api: Api, { fleet_id }: FleetView): Promise<LogEntryView[]> {
  const answer = await api.client.listLog({ params: { fleet_id }, query: { order: 'desc', limit: newest } });
  return answer.ok ? answer.data : [];
}
