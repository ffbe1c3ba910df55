import type { FleetView } from '../../../contracts/http/fleet.ts';
import { plainLine } from '../../../core/text/plain-text.ts';
import { costText, countsParts, countsText, timeText } from './counts.ts';
import { joinWrapped, wrapWords } from '../cut-text.ts';
import type { FleetPicture } from './fleet-picture.ts';
import { failureLines } from './failure-lines.ts';
import { groupLines, hasGroups } from './group-lines.ts';
import { latestLines } from './latest-lines.ts';
import { nextCommands } from './next-commands.ts';
import { progressBar } from './progress-bar.ts';
import { targetLines } from './target-lines.ts';
import type { Style } from '../../output/paint.ts';
import type { View } from '../view.ts';

/**
 * A fleet as `fleet status` and `fleet watch` show it: headline, bar, groups, its targets where they are few, else failures and what
 * changed last, its link, and the commands that help now.
 */
export function renderFleetStatus({ fleet, link, targets, failed, latest, unread }: FleetPicture, view: View): string {
  const clock = { ...view, now: nowOf(fleet, view.now) };
  const above = [
    ...headline(fleet, view),
    ...barLines(fleet, view),
    ...(hasGroups(fleet.groups) ? groupLines(fleet.groups, failed, view) : targets.length > 0 ? [] : failureLines(failed, view)),
  ];
  const below = [
    ...(unread === undefined ? [] : [`  The targets cannot be read now: ${plainLine(unread)}`]),
    ...skippedLine(fleet),
    ...latestLines(latest, clock),
    view.paint('faint', `Fleet: ${link}`),
    ...joinWrapped('Next: ', nextCommands(fleet, failed, view), view.columns)
      .split('\n')
      .map((line) => view.paint('faint', line)),
  ];
  // A line is left for the cursor.
  return [...above, ...targetLines(targets, view.rows - above.length - below.length - 1, clock), ...below].join('\n');
}

/** The time at the API's clock, by which its targets started; that of a fleet that has ended stands. */
const nowOf = ({ started_at, progress }: FleetView, now: number): number =>
  started_at === null || progress.finished >= progress.total ? now : Date.parse(started_at) + progress.elapsed_s * 1_000;

/** One line, or the reason below it where the terminal is too narrow. */
function headline(fleet: FleetView, view: View): string[] {
  const title = plainLine(fleet.title);
  const [reason] = reasonOf(fleet);
  const status = view.paint(styleOf(fleet.status), fleet.status);
  const line = [view.paint('strong', title), fleet.fleet_id, status].join('   ');
  if (reason === undefined) return [line];
  const length = [title, fleet.fleet_id, fleet.status, reason].join('   ').length;
  return length <= view.columns ? [`${line}   ${reason}`] : [line, ...wrapWords(reason, '  ', view.columns)];
}

/** Why it waits or ended early; who asked for it, where a person did. */
const reasonOf = ({ reason }: FleetView): string[] =>
  reason === null
    ? []
    : [`${plainLine(reason.message)}${reason.code === 'user' && reason.actor !== null ? ` (by ${reason.actor})` : ''}`];

/** One line, or two where the terminal is too narrow for it. */
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

/** What changes while a fleet runs, as one line for logs; equal lines mean that nothing happened. */
export const fleetLine = (fleet: FleetView): string => [fleet.status, countsText(fleet.progress), ...reasonOf(fleet)].join('  ');
