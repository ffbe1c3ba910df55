/** The one target of a fleet of one. It is read when the version of its fleet changes, and not otherwise. */
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';
import { client, unwrapPage } from '../api/browser-client.ts';
import { queryKeys } from '../api/query-keys.ts';
import { useRead, type Read } from '../api/use-read.ts';

/** Undefined as data: not read yet, or the fleet has several targets. */
export function useOnlyTarget({ fleet_id, generation, version, progress }: FleetView): Read<TargetView | null> {
  return useRead({
    key: queryKeys.ofFleet(fleet_id, 'only-target', { generation, version }),
    read: async (signal) =>
      unwrapPage(await client.listTargets({ params: { fleet_id }, query: { limit: 1 }, signal })).items[0] ?? null,
    enabled: progress.total === 1,
    keep: true,
  });
}
