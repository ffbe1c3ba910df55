import type { FleetView, TargetView } from '../../contracts/fleet.ts';
import { costText, countsText, timeText } from './counts.ts';
import { joinWrapped } from './cut-text.ts';
import { failureLines } from './failure-lines.ts';
import { groupLines, hasGroups } from './group-lines.ts';
import { nextCommands } from './next-commands.ts';
import { progressBar } from './progress-bar.ts';
import type { Style, View } from './view.ts';

/** A fleet as `fleet status` and `fleet watch` show it: headline, bar, groups, failures, and the commands that help now. */
export function renderFleetStatus(fleet: FleetView, failed: readonly TargetView[], view: View): string {
  return [
    headline(fleet, view),
    ...barLines(fleet, view),
    ...(hasGroups(fleet.groups) ? groupLines(fleet.groups, failed, view) : failureLines(failed, view)),
    ...skippedLine(fleet),
    view.paint('faint', joinWrapped('Next: ', nextCommands(fleet, failed, view.lastFleet), view.columns)),
  ].join('\n');
}

function headline(fleet: FleetView, view: View): string {
  const status = view.paint(styleOf(fleet.status), fleet.status);
  return [view.paint('strong', fleet.title), fleet.fleet_id, status, ...reasonOf(fleet)].join('   ');
}

/** Why it waits or ended early; who asked for it, where a person did. */
const reasonOf = ({ reason }: FleetView): string[] =>
  reason === null ? [] : [`${reason.message}${reason.code === 'user' && reason.actor !== null ? ` (by ${reason.actor})` : ''}`];

/** One line, or two where the terminal is too narrow for it. */
function barLines({ progress }: FleetView, view: View): string[] {
  const bar = progressBar(progress.finished, progress.total);
  const counts = countsText(progress);
  const rest = `${costText(progress.cost)} · ${timeText(progress)}`;
  const line = `${bar}  ${counts}      ${rest}`;
  return line.length <= view.columns ? [line] : [`${bar}  ${counts}`, `${' '.repeat(bar.length)}  ${rest}`];
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
