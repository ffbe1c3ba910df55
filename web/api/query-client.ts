/** The cache of answers: what fails is tried again more and more slowly, unless trying again cannot help. */
import { QueryClient } from '@tanstack/react-query';
import { ApiFailure } from './browser-client.ts';
import { retryDelay } from './intervals.ts';

/** Answers that stay the same until a person does something. */
const final = new Set([400, 401, 403, 404, 405, 413, 415, 422]);

const mayHelp = (failure: Error): boolean =>
  !(failure instanceof ApiFailure) || (!final.has(failure.status) && failure.error.code !== 'UNEXPECTED_ANSWER');

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 0,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: true,
        refetchOnReconnect: true,
        refetchIntervalInBackground: false,
        retry: (failures, failure) => failures < 8 && mayHelp(failure),
        retryDelay: (failures, failure) =>
          retryDelay(failures, failure instanceof ApiFailure ? failure.error.retry_after_s : null, Math.random()),
      },
    },
  });
}
