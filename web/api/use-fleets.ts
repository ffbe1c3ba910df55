/** The list of fleets, newest first: as many pages as somebody has asked for. */
import { keepPreviousData, useInfiniteQuery, type InfiniteData } from '@tanstack/react-query';
import type { FleetSummary } from '../../contracts/fleet-records.ts';
import type { RequestOf } from '../../contracts/http/client.ts';
import type { Operations } from '../../contracts/http/operations.ts';
import { client, unwrapPage, type Page } from './browser-client.ts';
import type { ApiFailure } from './failures.ts';
import { intervals } from './intervals.ts';
import { queryKeys } from './query-keys.ts';
import { everyUnlessFailed, lastFailure, noted, type Read } from './use-read.ts';

export type FleetsQuery = NonNullable<RequestOf<Operations['listFleets']>['query']>;

export interface Fleets {
  readonly items: readonly FleetSummary[];
  /** Undefined: these are all. */
  readonly loadMore: (() => void) | undefined;
  readonly isLoadingMore: boolean;
}

const pageSize = 50;

export function useFleets(filter: FleetsQuery): Read<Fleets> {
  const key = queryKeys.fleets(filter);
  const query = useInfiniteQuery<
    Page<FleetSummary>,
    ApiFailure,
    InfiniteData<Page<FleetSummary>>,
    typeof key,
    string | undefined
  >({
    queryKey: key,
    queryFn: ({ signal, pageParam }) =>
      noted(key, signal, async () => {
        const token = pageParam === undefined ? {} : { next_token: pageParam };
        return unwrapPage(await client.listFleets({ query: { ...filter, limit: pageSize, ...token }, signal }));
      }),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    // All pages are read again: the more there are, the less often.
    refetchInterval: ({ state }) => everyUnlessFailed(key, (data) => intervals.fleets * (data?.pages.length ?? 1), state.data),
    placeholderData: keepPreviousData,
  });
  const { data, hasNextPage, isFetchingNextPage } = query;
  return {
    data: data && {
      items: data.pages.flatMap(({ items }) => items),
      loadMore: hasNextPage ? () => void query.fetchNextPage() : undefined,
      isLoadingMore: isFetchingNextPage,
    },
    failure: query.error ?? (query.isLoading ? lastFailure(key) : undefined),
    fetchedAt: query.dataUpdatedAt,
    isLoading: query.isLoading,
    refetch: () => void query.refetch(),
  };
}
