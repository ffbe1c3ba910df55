/** The different reasons for which targets of a fleet failed. They are read when the version of the fleet changes, and not otherwise. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { FailureGroupView } from '../../contracts/http/groups.ts';
import { client, unwrap } from '../api/browser-client.ts';
import { queryKeys } from '../api/query-keys.ts';
import { useRead, type Read } from '../api/use-read.ts';
import { useSlowVersion } from '../api/use-slow-version.ts';

export interface Failures {
  /** The most frequent ones, in this order. */
  readonly groups: readonly FailureGroupView[];
  /** Of all groups. */
  readonly count: number;
}

export function useFailures(fleet: FleetView, most: number): Read<Failures> {
  const { fleet_id, generation } = fleet;
  const version = useSlowVersion(fleet);
  return useRead({
    key: queryKeys.ofFleet(fleet_id, 'failures', { generation, version, most }),
    read: async (signal) => {
      const answer = await client.getFailures({ params: { fleet_id }, query: { limit: most }, signal });
      const groups = unwrap(answer);
      return { groups, count: (answer.ok ? answer.pagination?.totals?.groups : undefined) ?? groups.length };
    },
    keep: true,
  });
}
