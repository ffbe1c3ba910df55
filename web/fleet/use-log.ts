/**
 * The decision log of a fleet, newest first. When the version of the fleet has changed, only the entries after the newest known one are read;
 * older ones are read when they are asked for, or when the address names one.
 */
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FleetView, LogEntryView } from '../../contracts/http/fleet.ts';
import { client, unwrapPage } from '../api/browser-client.ts';
import { queryKeys } from '../api/query-keys.ts';
import { useRead, type Read } from '../api/use-read.ts';
import { useSlowVersion } from '../api/use-slow-version.ts';
import { withNewer, type Log } from './log-words.ts';

const pageSize = 100;

interface FleetLog {
  readonly read: Read<Log>;
  readonly isReadingOlder: boolean;
  readonly readOlder: () => Promise<void>;
}

/** @param seq an entry that is to be there, however old it is; null: none */
export function useLog(fleet: FleetView, seq: number | null): FleetLog {
  const { fleet_id, generation } = fleet;
  const queries = useQueryClient();
  const version = useSlowVersion(fleet);
  const [isReadingOlder, setReadingOlder] = useState(false);
  const key = queryKeys.ofFleet(fleet_id, 'log', { generation, version });
  const read = useRead({
    key,
    read: async (signal) => {
      const known = knownLog(queries, fleet_id);
      const log =
        known === undefined ? await firstPage(fleet_id, signal) : withNewer(known, await newerThan(fleet_id, known, signal));
      return await untilSeq(fleet_id, log, { seq, signal });
    },
    keep: true,
  });
  const readOlder = async (): Promise<void> => {
    const log = read.data;
    if (log?.older == null) return;
    setReadingOlder(true);
    try {
      const more = await olderOf(fleet_id, log);
      queries.setQueryData(key, more);
    } finally {
      setReadingOlder(false);
    }
  };
  return { read, isReadingOlder, readOlder };
}

/** What is known of the log at any version: entries never change. */
function knownLog(queries: QueryClient, fleetId: string): Log | undefined {
  const logs = queries
    .getQueriesData<Log>({ queryKey: ['fleet', fleetId, 'log'] })
    .flatMap(([, log]) => (log === undefined ? [] : [log]));
  return logs.sort(
    (one, other) => (other.entries[0]?.seq ?? 0) - (one.entries[0]?.seq ?? 0) || other.entries.length - one.entries.length,
  )[0];
}

async function firstPage(fleet_id: string, signal: AbortSignal): Promise<Log> {
  const { items, next } = unwrapPage(
    await client.listLog({ params: { fleet_id }, query: { order: 'desc', limit: pageSize }, signal }),
  );
  return { entries: items, older: next };
}

async function newerThan(fleet_id: string, { entries }: Log, signal: AbortSignal): Promise<LogEntryView[]> {
  const newer: LogEntryView[] = [];
  let next_token: string | undefined;
  do {
    const query = { after_seq: entries[0]?.seq ?? 0, limit: pageSize, ...(next_token === undefined ? {} : { next_token }) };
    const { items, next } = unwrapPage(await client.listLog({ params: { fleet_id }, query, signal }));
    newer.push(...items);
    next_token = next ?? undefined;
  } while (next_token !== undefined);
  return newer;
}

async function olderOf(fleet_id: string, log: Log, signal?: AbortSignal): Promise<Log> {
  if (log.older === null) return log;
  const query = { order: 'desc', limit: pageSize, next_token: log.older } as const;
  const { items, next } = unwrapPage(await client.listLog({ params: { fleet_id }, query, ...(signal ? { signal } : {}) }));
  return { entries: [...log.entries, ...items], older: next };
}

interface Sought {
  readonly seq: number | null;
  readonly signal: AbortSignal;
}

async function untilSeq(fleetId: string, first: Log, { seq, signal }: Sought): Promise<Log> {
  let log = first;
  while (seq !== null && log.older !== null && (log.entries.at(-1)?.seq ?? 0) > seq) log = await olderOf(fleetId, log, signal);
  return log;
}
