/** When the attempts of a fleet ran, and when it was paused. */
import type { FleetView, LogEntryView } from '../../contracts/http/fleet.ts';
import type { TimelineView } from '../../contracts/http/timeline.ts';
import { client, unwrap, unwrapPage } from '../api/browser-client.ts';
import { queryKeys } from '../api/query-keys.ts';
import { useRead, type Read } from '../api/use-read.ts';
import { useSlowVersion } from '../api/use-slow-version.ts';

/** @param from the first target, by ordinal; one answer has at most 1,000 targets. Read when the version of the fleet changes. */
export function useTimeline(fleet: FleetView, from: number): Read<TimelineView> {
  const { fleet_id, generation } = fleet;
  const version = useSlowVersion(fleet);
  return useRead({
    key: queryKeys.ofFleet(fleet_id, 'timeline', { generation, version, from }),
    read: async (signal) => unwrap(await client.getTimeline({ params: { fleet_id }, query: { from }, signal })),
    keep: true,
  });
}

/** Pages of the log that are looked through for pauses: older ones are told as stretches in which nothing ran. */
const mostPages = 10;

/** The newest entries of the decision log, read when there are other stretches in which nothing ran. */
export function usePauseLog({ fleet_id, status }: FleetView, stretches: number): Read<LogEntryView[]> {
  return useRead({
    key: queryKeys.ofFleet(fleet_id, 'pause-log', { status, stretches }),
    read: (signal) => readLog(fleet_id, signal),
    enabled: stretches > 0,
    keep: true,
  });
}

async function readLog(fleet_id: string, signal: AbortSignal): Promise<LogEntryView[]> {
  const entries: LogEntryView[] = [];
  let next_token: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const more: { readonly next_token?: string } = next_token === undefined ? {} : { next_token };
    const query = { order: 'desc' as const, limit: 100, ...more };
    const { items, next } = unwrapPage(await client.listLog({ params: { fleet_id }, query, signal }));
    entries.push(...items);
    if (next === null) break;
    next_token = next;
  }
  return entries;
}
