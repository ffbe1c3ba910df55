/** The columns of `fleet list`. */
import { unfinishedStatuses } from '../../../core/fleet.ts';
import type { FleetSummary } from '../../../contracts/fleet-records.ts';
import { ageOf } from '../view.ts';
import type { Rows } from './rows.ts';

const sum = (counts: Readonly<Record<string, number>>, statuses: readonly string[]): number =>
  statuses.reduce((total, status) => total + (counts[status] ?? 0), 0);

export const fleetRows: Rows<FleetSummary> = {
  columns: [
    { title: 'FLEET', value: ({ fleet_id }) => fleet_id },
    { title: 'STATUS', value: ({ status }) => status },
    {
      title: 'DONE',
      value: ({ counts, total }) => `${total - sum(counts, unfinishedStatuses)}/${total}`,
    },
    { title: 'FAILED', value: ({ counts }) => String(sum(counts, ['FAILED', 'LOST'])) },
    { title: 'AGE', value: ({ created_at }, view) => ageOf(created_at, view.now) },
    { title: 'TITLE', cut: 'end', value: ({ title }) => title },
    { title: 'OWNER', value: ({ owner }) => owner, wide: true },
    { title: 'WORKFLOW', value: ({ workflow_ref }) => workflow_ref, wide: true },
    {
      title: 'COST',
      value: ({ known_usd, unknown_cost_count: unknown }) =>
        `$${known_usd.toFixed(2)}${unknown > 0 ? ` + ${unknown} unknown` : ''}`,
      wide: true,
    },
    {
      title: 'LABELS',
      value: ({ labels }) =>
        Object.entries(labels)
          .map((pair) => pair.join('='))
          .join(' '),
      wide: true,
    },
    // An earlier version of the API answers none.
    { title: 'TEAMS', value: ({ teams = [] }: Partial<Pick<FleetSummary, 'teams'>>) => teams.join(','), wide: true },
  ],
  name: ({ fleet_id }) => fleet_id,
  none: 'No fleets yet: submit one with "bgagent fleet submit".',
};

/** The columns of `fleet list --team`: the fleets are of several owners. */
export const teamFleetRows: Rows<FleetSummary> = {
  columns: fleetRows.columns.map(({ wide, ...column }) => (wide && column.title !== 'OWNER' ? { ...column, wide } : column)),
  name: fleetRows.name,
  none: 'No fleet of this team fits: "bgagent fleet submit --team NAME" makes one.',
};

/** The columns of `fleet list --waiting`. */
export const waitingFleetRows: Rows<FleetSummary> = {
  columns: [
    { title: 'FLEET', value: ({ fleet_id }) => fleet_id },
    { title: 'STATUS', value: ({ status }) => status },
    { title: 'WAITS', value: ({ reason }, view) => ageOf(reason?.since ?? null, view.now) },
    { title: 'TITLE', cut: 'end', value: ({ title }) => title },
    // A fleet that goes on has no reason of its own: its targets do.
    { title: 'WHY', cut: 'end', value: ({ reason }) => reason?.message ?? 'Targets wait: fleet targets --waiting' },
    ...fleetRows.columns.filter(({ wide }) => wide),
  ],
  name: fleetRows.name,
  none: 'No fleet waits for a person.',
};

/** The one that has waited longest first; those that go on, or of which older code did not say it, last. */
export const byWait = (fleets: readonly FleetSummary[]): FleetSummary[] =>
  fleets.toSorted((one, other) => sinceOf(one) - sinceOf(other));

const never = '9999-12-31T00:00:00.000Z';
const sinceOf = ({ reason }: FleetSummary): number => Date.parse(reason?.since ?? never);
