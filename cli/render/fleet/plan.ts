/** The plan of a fleet as `fleet plan` and `fleet submit --dry-run` print it. */
import type { PlanView } from '../../../contracts/http/plan.ts';
import { formatDuration } from '../../../core/text/duration.ts';
import { plural } from '../../../core/text/plural.ts';
import { renderRows, type Column, type RowFormat, type Rows } from '../rows/rows.ts';
import { reportLines } from '../report-text.ts';
import { reposText } from '../repository-lines.ts';
import type { View } from '../view.ts';
import { plannedSelection } from './selection-lines.ts';

type Planned = PlanView['targets'][number] & { readonly order: number };

const columns: readonly Column<Planned>[] = [
  { title: 'ORDER', value: ({ order }) => String(order) },
  { title: 'TARGET', value: ({ path }) => path },
  { title: 'REPO', value: reposText },
  { title: 'WAVE', value: ({ wave }) => String(wave) },
];
const needs: Column<Planned> = {
  title: 'NEEDS',
  cut: 'end',
  value: ({ depends_on }) => depends_on.map(({ path, optional }) => (optional ? `${path} (optional)` : path)).join(', '),
};

/** A table has no column for dependencies where there are none. CSV has it always, for other tools. */
const rowsOf = (targets: PlanView['targets'], format: RowFormat): Rows<Planned> => ({
  columns: [
    ...(targets.some(isShared) ? columns.map(cutRepos) : columns),
    ...(format === 'csv' || targets.some(({ depends_on }) => depends_on.length > 0) ? [needs] : []),
  ],
  name: ({ path }) => path,
  none: 'No target would run.',
});

/** An earlier version of the API answers none. */
type MaybeShared = Partial<Pick<Planned, 'repos'>>;
const isShared = ({ repos }: MaybeShared): boolean => repos != null;

/** Twenty names have no room. */
const cutRepos = (column: Column<Planned>): Column<Planned> => (column.title === 'REPO' ? { ...column, cut: 'end' } : column);

/** The targets in launch order, then limits, cost, skipped repositories and warnings. CSV and names have the targets only. */
export async function renderPlan(plan: PlanView, format: RowFormat, view: View): Promise<string> {
  const orders = new Map(plan.launch_order.map((path, index) => [path, index + 1]));
  const listed = plan.targets
    .map((target) => ({ ...target, order: orders.get(target.path) ?? 0 }))
    .sort((one, other) => one.order - other.order);
  const table = await renderRows(listed, rowsOf(listed, format), format, view);
  return format === 'csv' || format === 'name' ? table : [table, '', ...summary(plan, view.columns)].join('\n');
}

function summary(plan: MaybeStepped, width: number): string[] {
  const { targets, waves, skipped, warnings, estimate, limits, steps = [], publish } = plan;
  const time = formatDuration(limits.timeout_s * 1_000);
  return [
    `${plural(targets.length, 'target')}${repositoriesOf(targets)} in ${plural(waves.length, 'wave')}, ${limits.max_concurrency} at a time, at most ${time} per attempt`,
    ...stepLines(steps),
    ...(publish === 'review' ? [reviewSentence] : []),
    ...reportLines(plan, width),
    ...costLines(estimate),
    ...plannedSelection(plan),
    ...skipped.map(({ repo, message }) => `Skipped: ${repo}: ${message}`),
    ...warnings.map(({ path, message }) => `Warning: ${path === '' ? '' : `${path}: `}${message}`),
    'Nothing was started.',
  ];
}

/** Of how many repositories, where some share a sandbox. */
const repositoriesOf = (targets: PlanView['targets']): string =>
  targets.some(isShared)
    ? ` of ${targets.reduce((sum, { repos }: MaybeShared) => sum + (repos?.length ?? 1), 0)} repositories`
    : '';

/** An earlier version of the API answers none of these. */
type Newer = 'steps' | 'selection' | 'publish' | 'report';
type MaybeStepped = Omit<PlanView, Newer> & Partial<Pick<PlanView, Newer>>;

/** Said of a fleet with `publish: review`. */
export const reviewSentence = 'Review: no pull request is opened before you approve what a target made.';

/** The tasks that each target takes, in their order. */
function stepLines(steps: PlanView['steps']): string[] {
  if (steps.length === 0) return [];
  const width = Math.max(...steps.map(({ name }) => name.length));
  const lines = steps.map(({ name, workflow_ref: workflow, gate, batches }, at) => {
    const notes = [
      workflow,
      ...(batches ? [`one attempt per batch of ${batches.file}`] : []),
      ...(gate ? ['waits for a person first'] : []),
    ];
    return `  ${String(at + 1).padStart(2)} ${name.padEnd(width)}  ${notes.join(', ')}`;
  });
  return [`${plural(steps.length, 'step')} of each target:`, ...lines];
}

/** What it says of its basis stands on a line of its own. */
function costLines({ usd: { low, expected, high }, basis }: PlanView['estimate']): string[] {
  const isKnown = low !== null && expected !== null && high !== null;
  const range = isKnown && low !== high ? `, ${dollars(low)} to ${dollars(high)}` : '';
  return [`Cost: ${isKnown ? `about ${dollars(expected)}${range}` : 'not known'}`, `  ${basis}`];
}

const dollars = (usd: number): string => `$${usd.toFixed(2)}`;
