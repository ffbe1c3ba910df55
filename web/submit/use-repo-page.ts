/** A page of the onboarded repositories that fit. */
import type { Repository } from '../../contracts/repository.ts';
import { client, unwrapPage, type Page } from '../api/browser-client.ts';
import { queryKeys } from '../api/query-keys.ts';
import { useRead, type Read } from '../api/use-read.ts';

export interface RepoFilter {
  readonly q: string;
  readonly tag: string;
  /** Of the page; null: the first. */
  readonly token: string | null;
}

const perPage = 20;

export const useRepoPage = ({ q, tag, token }: RepoFilter): Read<Page<Repository>> =>
  useRead({
    key: queryKeys.repos({ q, tag, token, for: 'submit' }),
    keep: true,
    read: async (signal) =>
      unwrapPage(
        await client.listRepos({
          query: {
            ...{ status: 'active', limit: perPage },
            ...(q === '' ? {} : { q }),
            ...(tag === '' ? {} : { tag }),
            ...(token === null ? {} : { next_token: token }),
          },
          signal,
        }),
      ),
  });
