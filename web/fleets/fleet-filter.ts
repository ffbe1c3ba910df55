/** Which fleets the list shows: what the API is asked for, and what is searched in the rows that are there. */
import type { FleetSummary } from '../../contracts/fleet-records.ts';
import { fleetStatuses } from '../../core/fleet.ts';
import type { FleetsQuery } from '../api/use-fleets.ts';
import { fleetWords } from '../words/status-words.ts';

/** As the address has it. */
export interface FleetFilter {
  /** Words of statuses with commas, such as `paused,running`. */
  readonly status: string | null;
  readonly owner: string | null;
  /** For its members and operators: fleets of all users. */
  readonly team: string | null;
  /** `key=value`. */
  readonly label: string | null;
  /** Such as `30d`, or `all`. */
  readonly since: string | null;
}

export const usualSince = '30d';
export const sinceChoices = [
  { value: '1d', label: 'Since yesterday' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
  { value: '90d', label: 'Last 90 days' },
  { value: 'all', label: 'All that are kept' },
] as const;

/** In the address, statuses are in lower case. */
export const statusChoices = fleetStatuses.map((status) => ({ value: status.toLowerCase(), label: fleetWords[status] }));

export const wordsOf = (list: string | null): readonly string[] =>
  list === null ? [] : list.split(',').filter((word) => word !== '');

const dayMs = 86_400_000;

/** The beginning of the day (UTC), so that the same list is asked for all day. @param now epoch ms */
function afterOf(since: string, now: number): { readonly created_after?: string } {
  const days = /^([1-9]\d{0,3})d$/.exec(since)?.[1];
  if (days === undefined) return {};
  const today = now - (now % dayMs);
  return { created_after: new Date(today - Number(days) * dayMs).toISOString() };
}

/** What the API is asked for. It refuses by name what it does not know. @param now epoch ms */
export function queryOf({ status, owner, team, label, since }: FleetFilter, now: number): FleetsQuery {
  const words = wordsOf(status);
  return {
    ...(words.length === 0 ? {} : { status: words.map((word) => word.toUpperCase()).join(',') }),
    ...(owner === null ? {} : { owner }),
    ...(team === null ? {} : { team }),
    ...(label === null ? {} : { label }),
    ...afterOf(since ?? usualSince, now),
  };
}

/** Whether a row has all words of a text, in its title, id, owner, teams or labels. */
export function hasWords({ title, fleet_id, owner, teams, labels }: FleetSummary, text: string): boolean {
  const row = [title, fleet_id, owner, ...teams, ...labelsOf(labels)].join('\n').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => row.includes(word));
}

/** Each as `key=value`. */
export const labelsOf = (labels: FleetSummary['labels']): readonly string[] =>
  Object.entries(labels).map(([key, value]) => `${key}=${value}`);

export const isFiltered = ({ status, owner, team, label, since }: FleetFilter, text: string): boolean =>
  text !== '' || since !== null || [status, owner, team, label].some((each) => each !== null);
