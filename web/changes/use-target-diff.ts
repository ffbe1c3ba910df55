/** The diff of a target, as its last attempt that changed something left it. */
import type { DiffView } from '../../contracts/http/diff.ts';
import { client, unwrap } from '../api/browser-client.ts';
import { queryKeys } from '../api/query-keys.ts';
import { useRead, type Read } from '../api/use-read.ts';

/** @param hash of the change that it should be: another hash is another read */
export function useTargetDiff(fleetId: string, path: string, hash: string): Read<DiffView> {
  return useRead({
    key: queryKeys.ofFleet(fleetId, 'diff', { path, hash }),
    read: async (signal) => {
      const answer = unwrap(
        await client.getTargetDiff({ params: { fleet_id: fleetId, path }, query: { format: 'json' }, signal }),
      );
      // Only the format `text` answers a text.
      return answer as DiffView;
    },
  });
}
