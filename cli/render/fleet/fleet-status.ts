/** A fleet as `fleet status` and `fleet watch` show it. */
import type { FleetView, LogEntryView, TargetView } from '../../../contracts/http/fleet.ts';
import { plainLine } from '../../../core/text/plain-text.ts';
import { costText, countsParts, countsText, timeText } from './counts.ts';
import { joinWrapped, wrapWords } from '../cut-text.ts';
import { failureLines } from './failure-lines.ts';
import { groupLines, hasGroups } from './group-lines.ts';
import { latestLines } from './latest-lines.ts';
import { nextCommands } from './next-commands.ts';
import { progressBar } from './progress-bar.ts';
import { reportLines } from '../report-text.ts';
import { selectionLines } from './selection-lines.ts';
import { stepLines } from './steps/step-lines.ts';
import { targetLines } from './target-lines.ts';
import { teamLines } from './team-lines.ts';
import { fleetWaits } from '../waits.ts';
import type { Style } from '../../output/paint.ts';
import type { View } from '../view.ts';

/** A fleet and the other data that its status shows. */
export interface FleetPicture {
  readonly fleet: FleetView;
  /** Absolute URL of the fleet. */
  readonly link: string;
  /** All targets of a small fleet; empty for a large one. */
  readonly targets: readonly TargetView[];
  /** The failed targets, or the first of them. */
  readonly failed: readonly TargetView[];
  /** The targets that wait for an answer, for a review or at a gate, or the first of them. */
  readonly asking: readonly TargetView[];
  /** The newest entries of the log, newest first; empty for a small fleet. */
  readonly latest: readonly LogEntryView[];
  /** Why the targets could not be read. */
  readonly unread?: string;
}

/**
 * Headline, progress bar, steps, waits, groups; then the targets of a small fleet, or the failures and the latest changes of a large one; then the
 * link and useful next commands. The text has no more than `view.rows` lines if the targets can be shortened to that.
 */
export function renderFleetStatus({ fleet, link, targets, failed, asking, latest, unread }: FleetPicture, view: View): string {
  const clock = { ...view, now: nowOf(fleet, view.now) };
  const above = [
    ...headline(fleet, view),
    ...barLines(fleet, view),
    ...stepLines(fleet, targets, clock),
    ...fleetWaits(fleet, clock.now).map((text) => `  ${view.paint('busy', '~')} ${text}`),
    ...(hasGroups(fleet.groups)
      ? groupLines(fleet.groups, { failed, targets }, view)
      : targets.length > 0
        ? []
        : failureLines(failed, view)),
  ];
  const below = [
    ...(unread === undefined ? [] : [`  The targets cannot be read now: ${plainLine(unread)}`]),
    ...[...reportLines(fleet, view.columns), ...selectionLines(fleet, view.columns), ...teamLines(fleet)].map((line) =>
      view.paint('faint', line),
    ),
    ...skippedLine(fleet),
    ...latestLines(latest, clock),
    view.paint('faint', `Fleet: ${link}`),
    ...joinWrapped('Next: ', nextCommands(fleet, { failed, asking }, view), view.columns)
      .split('\n')
      .map((line) => view.paint('faint', line)),
  ];
  // One line stays free for the cursor.
  return [...above, ...targetLines(targets, view.rows - above.length - below.length - 1, clock), ...below].join('\n');
}

/**
 * The time at the API's clock, which also gave the start times of the targets; this machine's clock may differ. A fleet that has not
 * started or has ended has no running targets, so this machine's time will do.
 */
export const nowOf = ({ started_at, progress }: FleetView, now: number): number =>
  started_at === null || progress.finished >= progress.total ? now : Date.parse(started_at) + progress.elapsed_s * 1_000;

/** One line; in a narrow terminal the reason is below it. */
function headline(fleet: FleetView, view: View): string[] {
  const title = plainLine(fleet.title);
  const [reason] = reasonOf(fleet);
  const status = view.paint(styleOf(fleet.status), fleet.status);
  const line = [view.paint('strong', title), fleet.fleet_id, status].join('   ');
  if (reason === undefined) return [line];
  const length = [title, fleet.fleet_id, fleet.status, reason].join('   ').length;
  return length <= view.columns ? [`${line}   ${reason}`] : [line, ...wrapWords(reason, '  ', view.columns)];
}

/** Why the fleet waits or ended early, with the person who asked for it. */
const reasonOf = ({ reason }: FleetView): string[] =>
  reason === null
    ? []
    : [`${plainLine(reason.message)}${reason.code === 'user' && reason.actor !== null ? ` (by ${reason.actor})` : ''}`];

/** One line; in a narrow terminal several. */
function barLines({ progress }: FleetView, view: View): string[] {
  const bar = progressBar(progress.finished, progress.total);
  const rest = `${costText(progress.cost)} · ${timeText(progress)}`;
  const line = `${bar}  ${countsText(progress)}      ${rest}`;
  if (line.length <= view.columns) return [line];
  const counts = joinWrapped(`${bar}  `, countsParts(progress), view.columns).split('\n');
  return [...counts, `${' '.repeat(bar.length)}  ${rest}`];
}

function skippedLine({ skipped }: FleetView): string[] {
  if (skipped.length === 0) return [];
  const names = skipped.slice(0, 3).map(({ repo }) => repo);
  const more = skipped.length > 3 ? `, ${skipped.length - 3} more` : '';
  return [`  - ${skipped.length} skipped at submit: ${skipped[0]?.message ?? ''} (${names.join(', ')}${more})`];
}

function styleOf(status: FleetView['status']): Style {
  switch (status) {
    case 'SUCCEEDED':
      return 'good';
    case 'PARTIAL':
    case 'FAILED':
    case 'ABORTED':
      return 'bad';
    case 'CANCELLED':
    case 'PENDING':
      return 'faint';
    case 'RUNNING':
    case 'PAUSING':
    case 'PAUSED':
    case 'ABORTING':
    case 'CANCELLING':
      return 'busy';
  }
}

/** Status and counts as one line for logs. Equal lines mean that nothing of them has changed. */
export const fleetLine = (fleet: FleetView): string => [fleet.status, countsText(fleet.progress), ...reasonOf(fleet)].join('  ');
