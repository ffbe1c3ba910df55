/** A page of the targets that have a change now. */
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';
import type { ChangeGroupView } from '../../contracts/http/groups.ts';
import { client, unwrapPage } from '../api/browser-client.ts';
import { queryKeys } from '../api/query-keys.ts';
import { useRead, type Read } from '../api/use-read.ts';

interface Page {
  readonly items: readonly TargetView[];
  /** The token of the next page; null: there is none. */
  readonly next: string | null;
}

export function useTargetsOfChange(
  { fleet_id }: FleetView,
  { hash, count }: ChangeGroupView,
  next_token: string | undefined,
): Read<Page> {
  return useRead<Page>({
    key: queryKeys.ofFleet(fleet_id, 'targets-of-change', { hash, count, next_token }),
    read: async (signal) => {
      const query = { change_group: hash, limit: 100, ...(next_token === undefined ? {} : { next_token }) };
      return unwrapPage(await client.listTargets({ params: { fleet_id }, query, signal }));
    },
  });
}
