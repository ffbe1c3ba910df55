/** The onboarded repositories, as many pages as somebody has asked for, and one of them. */
import type { OneRepository } from '../../contracts/http/repo-operations.ts';
import type { Repository } from '../../contracts/repository.ts';
import { client, unwrap, unwrapPage } from '../api/browser-client.ts';
import { intervals } from '../api/intervals.ts';
import { queryKeys } from '../api/query-keys.ts';
import { usePages, type Pages } from '../api/use-pages.ts';
import { useRead, type Read } from '../api/use-read.ts';
import { repoParams } from './repo-params.ts';

export interface RepoFilter {
  readonly q?: string;
  readonly tag?: string;
}

export type Repos = Pages<Repository>;

const pageSize = 24;

export const useRepos = (filter: RepoFilter): Read<Repos> =>
  usePages({
    key: queryKeys.repos(filter),
    read: async (token, signal) =>
      unwrapPage(await client.listRepos({ query: { ...filter, status: 'active', limit: pageSize, ...token }, signal })),
    every: intervals.repositories,
  });

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
