/** A read of the API that is kept, made again by itself, and never takes away what was shown when it fails. */
import { hashKey, keepPreviousData, useQuery, type QueryKey } from '@tanstack/react-query';
import { ApiFailure, failedAgain, type Failed } from './failures.ts';

export interface Read<T> {
  /** Undefined before the first answer. */
  readonly data: T | undefined;
  /** Why the last read failed; undefined: it did not. */
  readonly failure: ApiFailure | undefined;
  /** When the data was read (epoch ms); 0: never. */
  readonly fetchedAt: number;
  /** Whether it is read for the first time. */
  readonly isLoading: boolean;
  readonly refetch: () => void;
}

export type Every<T> = number | false | ((data: T | undefined) => number | false);

export interface ReadRequest<T> {
  readonly key: QueryKey;
  /** @throws ApiFailure */
  readonly read: (signal: AbortSignal) => Promise<T>;
  /** Milliseconds, or from what was read last; false or absent: only when asked. Never in a hidden tab. */
  readonly every?: Every<T>;
  /** False: not read yet, because what it depends on is not known. */
  readonly enabled?: boolean;
  /** Whether the data of another key is shown until this one's is there: for filters and pages. */
  readonly keep?: boolean;
  /** Milliseconds in which a component that comes to be shown does not read it anew; absent: 0. */
  readonly freshFor?: number;
}

/** What has failed since its last success, by hash of its key. */
const failed = new Map<string, Failed>();

/** Makes a read, and notes whether it failed. */
export async function noted<T>(key: QueryKey, signal: AbortSignal, read: () => Promise<T>): Promise<T> {
  const hash = hashKey(key);
  try {
    const data = await read();
    failed.delete(hash);
    return data;
  } catch (error) {
    if (error instanceof ApiFailure && !signal.aborted) failed.set(hash, failedAgain(failed.get(hash), error, Math.random()));
    throw error;
  }
}

/** After a failure the wait grows, or the read is not made again by itself. */
export const everyUnlessFailed = <T>(key: QueryKey, every: Every<T>, data: T | undefined): number | false =>
  failed.get(hashKey(key))?.again ?? (typeof every === 'function' ? every(data) : every);

/** While a first read is tried again, its last failure stays. */
export const lastFailure = (key: QueryKey): ApiFailure | undefined => failed.get(hashKey(key))?.failure;

export function useRead<T>({ key, read, every = false, enabled = true, keep = false, freshFor = 0 }: ReadRequest<T>): Read<T> {
  const query = useQuery<T, ApiFailure>({
    queryKey: key,
    queryFn: ({ signal }) => noted(key, signal, () => read(signal)),
    enabled,
    staleTime: freshFor,
    refetchInterval: ({ state }) => everyUnlessFailed(key, every, state.data),
    ...(keep ? { placeholderData: keepPreviousData } : {}),
  });
  return {
    data: query.data,
    failure: query.error ?? (query.isLoading ? lastFailure(key) : undefined),
    fetchedAt: query.dataUpdatedAt,
    isLoading: query.isLoading,
    refetch: () => void query.refetch(),
  };
}
