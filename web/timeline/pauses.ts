/** Why nothing ran: the pauses of a fleet, from its decision log. */
import type { LogEntryView } from '../../contracts/http/fleet.ts';
import { formatDuration } from '../../core/text/duration.ts';
import type { Span } from './busy-time.ts';

type Entry = Pick<LogEntryView, 'action' | 'at' | 'seq'>;

/** After these a fleet launches nothing more until a person decides. */
const begins = new Set(['paused', 'breached']);
/** What ends a pause. */
const ends = new Set(['continued', 'retried', 'aborted', 'cancelled', 'finished', 'approved', 'steered', 'launched']);

/** @param until where a pause that goes on ends */
export function pausesIn(entries: readonly Entry[], until: number): Span[] {
  const pauses: Span[] = [];
  let since: number | undefined;
  for (const { action, at } of entries.toSorted((one, other) => one.seq - other.seq)) {
    if (begins.has(action)) since ??= Date.parse(at);
    if (since === undefined || !ends.has(action)) continue;
    pauses.push({ from: since, to: Date.parse(at) });
    since = undefined;
  }
  return since === undefined ? pauses : [...pauses, { from: since, to: Math.max(since, until) }];
}

/** Example: `paused 20m 7s`, `nothing ran 3m 2s`; of one that goes on: `paused for 20m 7s`. */
export function cutInWords({ from, to }: Span, pauses: readonly Span[], goesOn: boolean): string {
  const paused = pauses.reduce((sum, pause) => sum + Math.max(0, Math.min(to, pause.to) - Math.max(from, pause.from)), 0);
  const what = paused * 2 > to - from ? 'paused' : 'nothing ran';
  return `${what} ${goesOn ? 'for ' : ''}${formatDuration(to - from)}`;
}
