/** The targets that fit a text, a group of failures or a group of changes: only the API knows them. They are read by pages. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';
import { client, unwrapPage } from '../api/browser-client.ts';
import type { ApiFailure } from '../api/failures.ts';
import { intervals } from '../api/intervals.ts';
import { queryKeys } from '../api/query-keys.ts';
import { everyUnlessFailed, noted } from '../api/use-read.ts';
import { mostRows } from './row-reads.ts';
import { asksApi, everyTarget, filterQuery, type TargetFilter } from './target-filter.ts';

export interface Found {
  readonly rows: readonly TargetView[];
  readonly hasMore: boolean;
  readonly isReading: boolean;
  readonly readMore: () => void;
  readonly failure: ApiFailure | undefined;
  readonly refetch: () => void;
}

/**
 * A text is one of names, which never change: what it finds is read once. Groups are read again when the fleet has changed, all pages that
 * were read. A filter that needs no API is asked for nothing.
 */
export function useFound({ fleet_id, version }: Pick<FleetView, 'fleet_id' | 'version'>, filter: TargetFilter): Found {
  const { text, failureGroup, changeGroup } = filter;
  const query = filterQuery({ ...everyTarget, text, failureGroup, changeGroup });
  const changes = failureGroup !== '' || changeGroup !== '';
  const key = queryKeys.ofFleet(fleet_id, 'found', query);
  const found = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      noted(key, signal, async () => {
        const answer = await client.listTargets({
          params: { fleet_id },
          query: { ...query, limit: mostRows, ...(pageParam === null ? {} : { next_token: pageParam }) },
          signal,
        });
        return { ...unwrapPage(answer), version };
      }),
    // The first page has no token, the others have a text.
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: asksApi(filter),
    staleTime: Infinity,
    refetchInterval: ({ state: { data } }) =>
      everyUnlessFailed(key, changes && data !== undefined && data.pages[0]?.version !== version && intervals.fleet.atWork, data),
  });
  const rows = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data]);
  return {
    rows,
    hasMore: found.hasNextPage,
    isReading: found.isFetching,
    readMore: () => void found.fetchNextPage(),
    // A read throws nothing else.
    failure: (found.error ?? undefined) as ApiFailure | undefined,
    refetch: () => void found.refetch(),
  };
}
