/** The decision log as it is shown: what each decision is called, and which entries fit a filter. */
import type { LogEntryView } from '../../contracts/http/fleet.ts';
import { plainLine } from '../../core/text/plain-text.ts';

/** Decisions that something has gone wrong by, and those that set work going. */
const bad = new Set(['breached', 'failed', 'rejected', 'refused', 'blocked', 'aborted', 'cancelled']);
const busy = new Set(['launched', 'retried', 'continued', 'approved', 'gate_opened', 'healed', 'answered', 'steered']);

export const colourOf = (action: string): 'red' | 'blue' | 'grey' =>
  bad.has(action) ? 'red' : busy.has(action) ? 'blue' : 'grey';

export const actionWord = (action: string): string => plainLine(action.replaceAll('_', ' '));

/** The person, or what of the service has decided. */
export const whoOf = ({ actor }: Pick<LogEntryView, 'actor'>): string =>
  plainLine(actor.kind === 'user' ? (actor.id ?? 'a user') : actor.kind);

/** @param actions none: any */
export const withActions = (entries: readonly LogEntryView[], actions: readonly string[]): readonly LogEntryView[] =>
  actions.length === 0 ? entries : entries.filter(({ action }) => actions.includes(action));

export const actionsIn = (entries: readonly LogEntryView[]): string[] => [...new Set(entries.map(({ action }) => action))].sort();

export interface Log {
  /** Newest first. */
  readonly entries: readonly LogEntryView[];
  /** The page with older ones; null: there are none. */
  readonly older: string | null;
}

/** @param newer in any order; one that is known already stays once */
export function withNewer(log: Log, newer: readonly LogEntryView[]): Log {
  const newest = log.entries[0]?.seq ?? 0;
  const added = newer.filter(({ seq }) => seq > newest).sort((one, other) => other.seq - one.seq);
  return added.length === 0 ? log : { ...log, entries: [...added, ...log.entries] };
}

/** The time of an entry, with its day where that is not today. @param now epoch ms */
export function timeOfEntry(at: string, now: number): string {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date(now).toDateString();
  const time = date.toLocaleTimeString(undefined, { hour12: false });
  return isToday ? time : `${date.toLocaleDateString()} ${time}`;
}
