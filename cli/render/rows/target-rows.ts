/** The columns of `fleet targets`. `--output name` prints a repos file. */
import type { TargetView } from '../../../contracts/http/fleet.ts';
import { toneOfStatus } from '../../../core/picture/status-marks.ts';
import { formatDuration } from '../../../core/text/duration.ts';
import { causeOf } from '../blocked.ts';
import { askedBy, decisionText, targetWait } from '../waits.ts';
import { answerText } from '../report-text.ts';
import { pullRequestText, reposText } from '../repository-lines.ts';
import { ageOf } from '../view.ts';
import type { Column, Rows } from './rows.ts';

/** An earlier version of the API answers none. */
type MaybeAgent = Partial<Pick<TargetView, 'agent' | 'model'>>;

const targetRows: Rows<TargetView> = {
  columns: [
    { title: 'TARGET', value: ({ path }) => path },
    { title: 'STATUS', value: ({ status }, view) => view.paint(toneOfStatus(status), status) },
    { title: 'TRY', value: ({ attempt }) => String(attempt) },
    {
      title: 'PR',
      cut: 'start',
      value: linkOf,
    },
    { title: 'COST', value: ({ cost_usd }) => (cost_usd === null ? '-' : `$${cost_usd.toFixed(2)}`) },
    { title: 'AGE', value: (target, view) => timeOf(target, view.now) },
    { title: 'REASON', cut: 'end', value: (target, view) => reasonOf(target, view.now) },
    { title: 'REPO', value: reposText, wide: true },
    { title: 'TASK', value: ({ task_id }) => task_id ?? '-', wide: true },
    { title: 'BRANCH', value: ({ branch }) => branch ?? '-', wide: true },
    { title: 'CLASS', value: ({ failure }) => failure?.class ?? '-', wide: true },
    { title: 'AGENT', value: ({ agent, model }: MaybeAgent) => [agent, model].filter(Boolean).join(' ') || '-', wide: true },
  ],
  name: (target) => reposText(target).replaceAll(' ', '\n'),
  none: 'No targets match.',
};

/** Of a fleet with steps there is a column for them. */
export const rowsOfTargets = (targets: readonly TargetView[]): Rows<TargetView> => ({
  ...targetRows,
  columns: targets.some(({ step }: MaybeStep) => step != null)
    ? targetRows.columns.toSpliced(2, 0, stepColumn)
    : targetRows.columns,
});

type MaybeStep = Partial<Pick<TargetView, 'step'>>;
const stepColumn: Column<TargetView> = { title: 'STEP', value: ({ step }: MaybeStep) => step ?? '-' };

/** Of a target with several pull requests the first, whose start may be cut, and how many more there are. */
function linkOf({ pr_url, branch, outcome, repositories, report }: MaybeShared): string {
  if (report != null) return 'report';
  if (pr_url !== null) return pullRequestText(pr_url, repositories);
  return outcome === 'no_changes' ? 'no changes' : (branch ?? '-');
}

/** An earlier version of the API answers none. */
type MaybeShared = Omit<TargetView, Newer> & Partial<Pick<TargetView, Newer>>;
type Newer = 'repositories' | 'report';

/** The duration of the attempt, or the time since its start. */
const timeOf = ({ duration_s, started_at }: TargetView, now: number): string =>
  duration_s === null ? ageOf(started_at, now) : formatDuration(duration_s * 1_000);

/** Of a failure, or of a wait; or the question that it asks, or its answer to a report. */
function reasonOf(target: MaybeShared, now: number): string {
  const { failure, blocked_by, report } = target;
  if (report != null) return answerText(report);
  const question = askedBy(target);
  if (question !== undefined) return `Asks: ${question}`;
  const wait = decisionText(target) ?? targetWait(target, now);
  if (wait !== '') return `W${wait.slice(1)}`;
  if (failure) return failure.message.split('\n')[0] ?? '';
  return blocked_by === null ? '-' : `Blocked: ${causeOf(blocked_by)}`;
}
