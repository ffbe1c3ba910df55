/** The different changes of a fleet, with how many targets made each. They are read when the version of the fleet changes, and not otherwise. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { ChangeGroupView } from '../../contracts/http/groups.ts';
import type { Totals } from '../../contracts/http/paging.ts';
import { client, unwrap } from '../api/browser-client.ts';
import { queryKeys } from '../api/query-keys.ts';
import { useRead, type Read } from '../api/use-read.ts';
import { useSlowVersion } from '../api/use-slow-version.ts';

export interface ChangeGroups {
  /** In the order of the API: the largest first. */
  readonly groups: readonly ChangeGroupView[];
  readonly totals: Totals;
}

const mostOnPage = 1_000;

export function useChangeGroups(fleet: FleetView): Read<ChangeGroups> {
  const { fleet_id, generation } = fleet;
  const version = useSlowVersion(fleet);
  return useRead({
    key: queryKeys.ofFleet(fleet_id, 'change-groups', { generation, version }),
    read: (signal) => readGroups(fleet_id, signal),
    keep: true,
  });
}

async function readGroups(fleet_id: string, signal: AbortSignal): Promise<ChangeGroups> {
  const groups: ChangeGroupView[] = [];
  let totals: Totals = { groups: 0, targets: 0, waiting: 0 };
  let next_token: string | undefined;
  do {
    const query = { limit: mostOnPage, ...(next_token === undefined ? {} : { next_token }) };
    const answer = await client.getChangeGroups({ params: { fleet_id }, query, signal });
    groups.push(...unwrap(answer));
    const page = answer.ok ? answer.pagination : undefined;
    totals = page?.totals ?? totals;
    next_token = page?.next_token ?? undefined;
  } while (next_token !== undefined);
  return { groups, totals };
}
