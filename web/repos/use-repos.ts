/** The onboarded repositories, as many pages as somebody has asked for, and one of them. */
import { keepPreviousData, useInfiniteQuery, type InfiniteData } from '@tanstack/react-query';
import type { OneRepository } from '../../contracts/http/repo-operations.ts';
import type { Repository } from '../../contracts/repository.ts';
import { client, unwrap, unwrapPage, type ApiFailure, type Page } from '../api/browser-client.ts';
import { intervals } from '../api/intervals.ts';
import { queryKeys } from '../api/query-keys.ts';
import { everyUnlessFailed, lastFailure, noted, useRead, type Read } from '../api/use-read.ts';
import { repoParams } from './repo-params.ts';

export interface RepoFilter {
  readonly q?: string;
  readonly tag?: string;
}

export interface Repos {
  readonly items: readonly Repository[];
  /** Undefined: these are all. */
  readonly loadMore: (() => void) | undefined;
  readonly isLoadingMore: boolean;
}

const pageSize = 24;

export function useRepos(filter: RepoFilter): Read<Repos> {
  const key = queryKeys.repos(filter);
  const query = useInfiniteQuery<Page<Repository>, ApiFailure, InfiniteData<Page<Repository>>, typeof key, string | undefined>({
    queryKey: key,
    queryFn: ({ signal, pageParam }) =>
      noted(key, signal, async () => {
        const token = pageParam === undefined ? {} : { next_token: pageParam };
        return unwrapPage(await client.listRepos({ query: { ...filter, status: 'active', limit: pageSize, ...token }, signal }));
      }),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    // All pages are read again: the more there are, the less often.
    refetchInterval: ({ state }) =>
      everyUnlessFailed(key, (data) => intervals.repositories * (data?.pages.length ?? 1), state.data),
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

/** With the exclusive fleet that has it. @param enabled false: not read */
export const useRepo = (name: string, enabled = true): Read<OneRepository> =>
  useRead({
    key: queryKeys.repo(name),
    read: async (signal) => unwrap(await client.getRepo({ params: repoParams(name), signal })),
    every: intervals.repositories,
    enabled,
  });

/**
 * Whether a fleet goes on that may have a repository for itself. Only then each card asks for its own: a list of repositories does not say it.
 * A caller who is no operator sees fleets of their own only.
 */
export function useAnyFleetGoesOn(): boolean {
  const fleets = useRead({
    key: queryKeys.fleets({ status: goesOn, limit: 1 }),
    read: async (signal) => unwrapPage(await client.listFleets({ query: { status: goesOn, limit: 1 }, signal })).items.length > 0,
    every: intervals.repositories,
  });
  return fleets.data ?? false;
}
const goesOn = 'PENDING,RUNNING,PAUSING,PAUSED,ABORTING,CANCELLING';
