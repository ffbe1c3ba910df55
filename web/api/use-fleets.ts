/** The list of fleets, newest first. */
import type { FleetSummary } from '../../contracts/fleet-records.ts';
import type { RequestOf } from '../../contracts/http/client.ts';
import type { Operations } from '../../contracts/http/operations.ts';
import { client, unwrapPage } from './browser-client.ts';
import { intervals } from './intervals.ts';
import { queryKeys } from './query-keys.ts';
import { usePages, type Pages } from './use-pages.ts';
import type { Read } from './use-read.ts';

export type FleetsQuery = NonNullable<RequestOf<Operations['listFleets']>['query']>;
export type Fleets = Pages<FleetSummary>;

const pageSize = 50;

export const useFleets = (filter: FleetsQuery): Read<Fleets> =>
  usePages({
    key: queryKeys.fleets(filter),
    read: async (token, signal) =>
      unwrapPage(await client.listFleets({ query: { ...filter, limit: pageSize, ...token }, signal })),
    every: intervals.fleets,
  });
