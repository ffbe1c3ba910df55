/** Lists the log of a fleet, with the paths of the targets that an entry is about. */
import { isoOf } from '../../../../contracts/fields.ts';
import type { LogRecord } from '../../../../contracts/fleet-records.ts';
import type { LogEntryView } from '../../../../contracts/http/fleet.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import type { ApiPorts } from '../../api-ports.ts';
import type { Handler } from '../../request.ts';
import { brokenToken, pageAnswer, positionOf } from '../../lists/page.ts';
import { visibleFleet } from './visible-fleet.ts';

export const listLog: Handler<Operations['listLog']> = async (ports, { params, query, caller, pages }) => {
  const fleet = await visibleFleet(ports, params.fleet_id, caller);
  if (!fleet.ok) return fleet.answer;
  const position = await positionOf(pages, query.next_token);
  if (!position.ok) return brokenToken;
  const wanted = { limit: query.limit, after: position.after, newestFirst: query.order === 'desc', afterSeq: query.after_seq };
  const page = await ports.stores.log.listLog(params.fleet_id, wanted);
  return pageAnswer(await withPaths(ports, params.fleet_id, page.items), page.next, pages);
};

/** Most paths that an entry names: it may be about all targets of a fleet. */
const named = 10;

async function withPaths(ports: ApiPorts, fleetId: string, entries: readonly LogRecord[]): Promise<LogEntryView[]> {
  const ordinals = [...new Set(entries.flatMap(firstOrdinals))];
  const records = ordinals.length === 0 ? [] : await ports.stores.targets.getTargets(fleetId, ordinals);
  const paths = new Map(records.map(({ ordinal, path }) => [ordinal, path]));
  return entries.map((entry) => ({
    seq: entry.seq,
    at: isoOf(entry.at),
    actor: entry.actor,
    action: entry.action,
    targets: firstOrdinals(entry).map((ordinal) => paths.get(ordinal) ?? `#${ordinal}`),
    target_count: (entry.targets ?? []).reduce((sum, [from, to]) => sum + to - from + 1, entry.unlisted ?? 0),
    ordinals: entry.targets ?? [],
    attempt: entry.attempt ?? null,
    reason: entry.reason,
    counts: entry.counts,
  }));
}

function firstOrdinals({ targets = [] }: LogRecord): number[] {
  const first: number[] = [];
  for (const [from, to] of targets) {
    for (let ordinal = from; ordinal <= to && first.length < named; ordinal += 1) first.push(ordinal);
  }
  return first;
}
