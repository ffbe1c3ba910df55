/** The newest fleets of the person who looks at the page, for messages of the browser: the one read that goes on in a hidden tab, and only when asked for. */
import { useQuery } from '@tanstack/react-query';
import type { FleetSummary } from '../../contracts/fleet-records.ts';
import { client, unwrapPage } from './browser-client.ts';
import type { ApiFailure } from './failures.ts';
import { intervals } from './intervals.ts';
import { queryKeys } from './query-keys.ts';
import { everyUnlessFailed, noted } from './use-read.ts';

/** @param owner undefined: nothing is read */
export function useOwnFleets(owner: string | undefined): readonly FleetSummary[] | undefined {
  const key = queryKeys.ownFleets;
  const query = { ...(owner === undefined ? {} : { owner }), limit: 50 };
  return useQuery<readonly FleetSummary[], ApiFailure>({
    queryKey: key,
    queryFn: ({ signal }) => noted(key, signal, async () => unwrapPage(await client.listFleets({ query, signal })).items),
    enabled: owner !== undefined,
    refetchInterval: ({ state }) => everyUnlessFailed(key, intervals.ownFleets, state.data),
    refetchIntervalInBackground: true,
  }).data;
}
