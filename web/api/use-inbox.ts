/** The fleets that wait for a person: one read for the inbox, the navigation and the title of the page. */
import type { FleetSummary } from '../../contracts/fleet-records.ts';
import { client, unwrapPage } from './browser-client.ts';
import { intervals } from './intervals.ts';
import { queryKeys } from './query-keys.ts';
import { useMe } from './use-me.ts';
import { useRead, type Read } from './use-read.ts';

/** All pages, the one that waited longest first. */
async function readInbox(signal: AbortSignal): Promise<readonly FleetSummary[]> {
  const fleets: FleetSummary[] = [];
  let token: string | undefined;
  do {
    const query = { waiting: 'true' as const, limit: 100, ...(token === undefined ? {} : { next_token: token }) };
    const { items, next } = unwrapPage(await client.listFleets({ query, signal }));
    fleets.push(...items);
    token = next ?? undefined;
  } while (token !== undefined);
  // The API has those that waited longest at the end.
  return fleets.reverse();
}

export const useInbox = (): Read<readonly FleetSummary[]> =>
  useRead({ key: queryKeys.inbox, read: readInbox, every: intervals.inbox, freshFor: 5_000 });

/** How many fleets of the person who looks at the page wait; 0 while that is not known. */
export function useWaitingCount(): number {
  const { data: fleets } = useInbox();
  const { data: me } = useMe();
  return fleets?.filter(({ owner }) => owner === me?.user).length ?? 0;
}
