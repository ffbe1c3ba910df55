/** The rows of a fleet's targets: read by ranges of ordinals, and read again when the version of the fleet has changed. */
import { useQueries, useQueryClient, type QueryClient } from '@tanstack/react-query';
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';
import { client, unwrap } from '../api/browser-client.ts';
import type { ApiFailure } from '../api/failures.ts';
import { queryKeys } from '../api/query-keys.ts';
import { everyUnlessFailed, noted } from '../api/use-read.ts';
import { knownRow, type RangeRead } from './known-row.ts';
import { mostRows, type Range } from './row-reads.ts';
import type { filterQuery } from './target-filter.ts';

type OfFleet = Pick<FleetView, 'fleet_id' | 'generation' | 'version'>;
type Query = ReturnType<typeof filterQuery>;

/** Rows of earlier versions are kept so long, to be shown until those of the next version are there. */
const keptMs = 60_000;

/** @throws ApiFailure */
export async function readRange(fleetId: string, query: Query, range: Range, signal?: AbortSignal): Promise<RangeRead> {
  const answer = await client.listTargets({
    params: { fleet_id: fleetId },
    query: { ...query, ordinals: `${range.from}-${range.to}`, limit: mostRows },
    ...(signal === undefined ? {} : { signal }),
  });
  return { ...range, rows: unwrap(answer) };
}

export interface Rows {
  /** The row as it was read last; undefined: not yet. */
  readonly rowOf: (ordinal: number) => TargetView | undefined;
  readonly failure: ApiFailure | undefined;
  readonly refetch: () => void;
  readonly fetchedAt: number;
}

/** @param query of the list; what fits it has at most 100 targets in each of the ranges */
export function useRows({ fleet_id, generation, version }: OfFleet, query: Query, ranges: readonly Range[]): Rows {
  const cache = useQueryClient();
  const results = useQueries({
    queries: ranges.map((range) => {
      const key = queryKeys.ofFleet(fleet_id, 'rows', { generation, version, query, ...range });
      return {
        queryKey: key,
        queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
          noted(key, signal, () => readRange(fleet_id, query, range, signal)),
        refetchInterval: () => everyUnlessFailed(key, false, undefined),
        staleTime: Infinity,
        gcTime: keptMs,
      };
    }),
  });
  const now = results.flatMap(({ data }) => (data === undefined ? [] : [data]));
  const failed = results.find(({ error }) => error !== null);
  return {
    rowOf: (ordinal) => knownRow(now, ordinal) ?? cachedRow(cache, fleet_id, ordinal),
    // A read throws nothing else.
    failure: (failed?.error ?? undefined) as ApiFailure | undefined,
    refetch: () => {
      for (const { refetch } of results) void refetch();
    },
    fetchedAt: Math.max(0, ...results.map(({ dataUpdatedAt }) => dataUpdatedAt)),
  };
}

/** The row as it was read last by any of the reads; undefined: it was not. */
export const cachedRow = (cache: QueryClient, fleetId: string, ordinal: number): TargetView | undefined =>
  knownRow(cachedReads(cache, fleetId), ordinal);

/** The ordinal of a target whose row was read; undefined: it was not. */
export const cachedOrdinal = (cache: QueryClient, fleetId: string, path: string): number | undefined =>
  cachedReads(cache, fleetId)
    .flatMap(({ rows }) => rows)
    .find((row) => row.path === path)?.ordinal;

/** What was read of other versions and ranges, the newest first. */
function cachedReads(cache: QueryClient, fleetId: string): RangeRead[] {
  return cache
    .getQueryCache()
    .findAll({ queryKey: ['fleet', fleetId, 'rows'] })
    .map(({ state }) => state)
    .filter(({ data }) => data !== undefined)
    .sort((a, b) => b.dataUpdatedAt - a.dataUpdatedAt)
    .map(({ data }) => data as RangeRead); // Only useRows writes under these keys.
}
