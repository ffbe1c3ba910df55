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
  ],
  name: ({ fleet_id }) => fleet_id,
  none: 'No fleets yet: submit one with "bgagent fleet submit".',
};
