import type { PlanView } from '../../../contracts/http/fleet.ts';
import { formatDuration } from '../../../core/text/duration.ts';
import { renderRows, type RowFormat, type Rows } from '../rows/rows.ts';
import type { View } from '../view.ts';

const rows: Rows<PlanView['targets'][number] & { order: number }> = {
  columns: [
    { title: 'ORDER', value: ({ order }) => String(order) },
    { title: 'TARGET', value: ({ path }) => path },
    { title: 'REPO', value: ({ repo }) => repo },
    { title: 'WAVE', value: ({ wave }) => String(wave) },
  ],
  name: ({ path }) => path,
  none: 'Nothing would run.',
};

/** What would run, in which order and waves, what is left out and why, and what it may cost. */
export async function renderPlan(plan: PlanView, format: RowFormat, view: View): Promise<string> {
  const orders = new Map(plan.launch_order.map((path, index) => [path, index + 1]));
  const listed = plan.targets
    .map((target) => ({ ...target, order: orders.get(target.path) ?? 0 }))
    .sort((one, other) => one.order - other.order);
  const table = await renderRows(listed, rows, format, view);
  return format === 'csv' || format === 'name' ? table : [table, '', ...summary(plan)].join('\n');
}

function summary({ targets, waves, skipped, warnings, estimate, limits }: PlanView): string[] {
  const time = formatDuration(limits.timeout_s * 1_000);
  return [
    `${targets.length} targets in ${waves.length} ${waves.length === 1 ? 'wave' : 'waves'}, ${limits.max_concurrency} at a time, ${time} per attempt at most`,
    `Cost: ${cost(estimate)}`,
    ...skipped.map(({ repo, message }) => `Skipped: ${repo}: ${message}`),
    ...warnings.map(({ path, message }) => `Warning: ${path === '' ? '' : `${path}: `}${message}`),
    'Nothing was started.',
  ];
}

function cost({ usd, basis }: PlanView['estimate']): string {
  const known =
    usd.high !== null
      ? `at most $${usd.high.toFixed(2)}`
      : usd.expected !== null
        ? `about $${usd.expected.toFixed(2)}`
        : 'not known';
  return `${known} (${basis.replace(/\.$/, '')})`;
}
