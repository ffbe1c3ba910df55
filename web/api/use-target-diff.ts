/** The diff of a target, as one of its attempts left it. */
import type { DiffView } from '../../contracts/http/diff.ts';
import { client, unwrap } from './browser-client.ts';
import { queryKeys } from './query-keys.ts';
import { useRead, type Read } from './use-read.ts';

interface DiffRequest {
  readonly path: string;
  /** Absent: the last one that changed something. */
  readonly attempt?: number | undefined;
  /** Of the change that it should be: what has one hash stays the same, and another hash is another read. */
  readonly hash: string;
}

export function useTargetDiff(fleetId: string, { path, attempt, hash }: DiffRequest): Read<DiffView> {
  return useRead({
    key: queryKeys.ofFleet(fleetId, 'diff', { path, attempt, hash }),
    read: async (signal) => {
      const query = { format: 'json' as const, ...(attempt === undefined ? {} : { attempt }) };
      const answer = unwrap(await client.getTargetDiff({ params: { fleet_id: fleetId, path }, query, signal }));
      // Only the format `text` answers a text.
      return answer as DiffView;
    },
  });
}
