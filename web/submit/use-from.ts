/** The fleet that a new one is made from, with all of its targets. */
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';
import { client, unwrap, unwrapPage } from '../api/browser-client.ts';
import { queryKeys } from '../api/query-keys.ts';
import { useRead, type Read } from '../api/use-read.ts';

export interface From {
  readonly fleet: FleetView;
  readonly targets: readonly TargetView[];
}

/** It is read once: the draft that is made of it does not follow the fleet. */
export const useFrom = (fleetId: string): Read<From> =>
  useRead({
    key: queryKeys.ofFleet(fleetId, 'submit-again'),
    freshFor: Infinity,
    read: async (signal) => {
      const fleet = unwrap(await client.getFleet({ params: { fleet_id: fleetId }, signal }));
      const targets: TargetView[] = [];
      let next: string | null = null;
      do {
        const query: { limit: number; next_token?: string } = { limit: 100, ...(next === null ? {} : { next_token: next }) };
        const page = unwrapPage(await client.listTargets({ params: { fleet_id: fleetId }, query, signal }));
        targets.push(...page.items);
        next = page.next;
      } while (next !== null);
      return { fleet, targets };
    },
  });
