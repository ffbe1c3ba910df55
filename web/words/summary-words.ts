/** How far a fleet of a list is, and what it waits for, in words. */
import type { FleetSummary } from '../../contracts/fleet-records.ts';
import { isTerminalTarget, targetStatuses, type StatusCounts } from '../../core/fleet.ts';
import { plainLine } from '../../core/text/plain-text.ts';

/** Of every status; one that the list does not have is 0. */
export const countsOf = ({ counts }: Pick<FleetSummary, 'counts'>): StatusCounts =>
  // It has an entry for each status.
  Object.fromEntries(targetStatuses.map((status) => [status, counts[status] ?? 0])) as StatusCounts;

const bad = [
  ['FAILED', 'failed'],
  ['LOST', 'lost'],
  ['AWAITING_INPUT', 'need input'],
] as const;

/** Example: `9 of 21 · 3 failed`. */
export function progressWords(fleet: Pick<FleetSummary, 'counts' | 'total'>): string {
  const counts = countsOf(fleet);
  const finished = targetStatuses.filter(isTerminalTarget).reduce((sum, status) => sum + counts[status], 0);
  const worth = bad.flatMap(([status, word]) => (counts[status] === 0 ? [] : [`${counts[status].toLocaleString('en')} ${word}`]));
  return [`${finished.toLocaleString('en')} of ${fleet.total.toLocaleString('en')}`, ...worth].join(' · ');
}

/** What a person is waited for; undefined: nobody is. */
export function waitWords({ reason, waits_for_person }: Pick<FleetSummary, 'reason' | 'waits_for_person'>): string | undefined {
  if (!waits_for_person) return undefined;
  return reason === null
    ? 'Some targets wait for a person.'
    : plainLine(reason.message).replace(/^./, (letter) => letter.toUpperCase());
}
