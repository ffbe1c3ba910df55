import type { FleetView } from '../../contracts/fleet.ts';
import { joinWrapped } from './cut-text.ts';
import type { View } from './view.ts';

const next = ['bgagent fleet watch @last', 'fleet status @last', 'fleet targets @last', 'fleet cancel @last'];

/** What `fleet submit` says: what was accepted, what was left out, and how to go on. */
export function renderAccepted({ fleet, replay }: { readonly fleet: FleetView; readonly replay: boolean }, view: View): string {
  const total = fleet.progress.total;
  const targets = `${total} ${total === 1 ? 'target' : 'targets'}, ${fleet.max_concurrency} at a time`;
  const verb = replay ? `Accepted before, now ${fleet.status}` : 'Accepted';
  return [
    `${verb}: ${view.paint('strong', fleet.title)} (${targets})`,
    `Fleet: ${fleet.fleet_id}`,
    ...fleet.skipped.map(({ repo, message }) => `Skipped: ${repo}: ${message}`),
    view.paint('faint', joinWrapped('Next: ', next, view.columns)),
  ].join('\n');
}
