/** A read of the API that is kept, made again by itself, and never takes away what was shown when it fails. */
import { keepPreviousData, useQuery, type QueryKey } from '@tanstack/react-query';
import { ApiFailure } from './browser-client.ts';

export interface Read<T> {
  /** Undefined before the first answer. */
  readonly data: T | undefined;
  /** Why the last read failed; undefined: it did not. */
  readonly failure: ApiFailure | undefined;
  /** When the data was read (epoch ms); 0: never. */
  readonly fetchedAt: number;
  readonly isLoading: boolean;
  readonly refetch: () => void;
}

export interface ReadRequest<T> {
  readonly key: QueryKey;
  /** @throws ApiFailure */
  readonly read: (signal: AbortSignal) => Promise<T>;
  /** Milliseconds, or from what was read last; false or absent: only when asked. Never in a hidden tab. */
  readonly every?: number | false | ((data: T | undefined) => number | false);
  /** False: not read yet, because what it depends on is not known. */
  readonly enabled?: boolean;
  /** Whether the data of another key is shown until this one's is there: for filters and pages. */
  readonly keep?: boolean;
}

export function useRead<T>({ key, read, every = false, enabled = true, keep = false }: ReadRequest<T>): Read<T> {
  const query = useQuery<T, ApiFailure>({
    queryKey: key,
    queryFn: ({ signal }) => read(signal),
    enabled,
    refetchInterval: typeof every === 'function' ? ({ state }) => every(state.data) : every,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
  });
  return {
    data: query.data,
    failure: query.error instanceof ApiFailure ? query.error : undefined,
    fetchedAt: query.dataUpdatedAt,
    isLoading: query.isLoading,
    refetch: () => void query.refetch(),
  };
}
