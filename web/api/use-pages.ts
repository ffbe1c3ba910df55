/** A list of the API, as many pages as somebody has asked for. */
import { keepPreviousData, useInfiniteQuery, type InfiniteData, type QueryKey } from '@tanstack/react-query';
import type { Page } from './browser-client.ts';
import type { ApiFailure } from './failures.ts';
import { everyUnlessFailed, lastFailure, noted, type Read } from './use-read.ts';

export interface Pages<T> {
  readonly items: readonly T[];
  /** Undefined: these are all. */
  readonly loadMore: (() => void) | undefined;
  readonly isLoadingMore: boolean;
}

interface PagesRequest<T> {
  readonly key: QueryKey;
  /** @param token of the page, for its query; empty: the first one. @throws ApiFailure */
  readonly read: (token: { readonly next_token?: string }, signal: AbortSignal) => Promise<Page<T>>;
  /** Milliseconds for each page that is shown: all are read again, so the more there are, the less often. */
  readonly every: number;
}

export function usePages<T>({ key, read, every }: PagesRequest<T>): Read<Pages<T>> {
  const query = useInfiniteQuery<Page<T>, ApiFailure, InfiniteData<Page<T>>, QueryKey, string | undefined>({
    queryKey: key,
    queryFn: ({ signal, pageParam }) =>
      noted(key, signal, () => read(pageParam === undefined ? {} : { next_token: pageParam }, signal)),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: ({ state }) => everyUnlessFailed(key, (data) => every * (data?.pages.length ?? 1), state.data),
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
