import type { FleetView, TargetView } from '../../contracts/fleet.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import { costText, countsText, timeText } from './counts.ts';
import { joinWrapped } from './cut-text.ts';
import { failureLines } from './failure-lines.ts';
import { groupLines } from './group-lines.ts';
import { progressBar } from './progress-bar.ts';
import type { Style, View } from './view.ts';

/** A fleet as `fleet status` and `fleet watch` show it: headline, bar, groups, failures, and the commands that help now. */
export function renderFleetStatus(fleet: FleetView, failed: readonly TargetView[], view: View): string {
  const groups = groupLines(fleet.groups, view);
  return [
    headline(fleet, view),
    ...barLines(fleet, view),
    ...groups,
    ...failureLines(failed, view),
    ...skippedLine(fleet),
    view.paint('faint', joinWrapped('Next: ', nextCommands(fleet, failed, view), view.columns)),
  ].join('\n');
}

function headline(fleet: FleetView, view: View): string {
  const status = view.paint(styleOf(fleet.status), fleet.status);
  return [view.paint('strong', fleet.title), fleet.fleet_id, status, ...(fleet.reason ? [fleet.reason.message] : [])].join('   ');
}

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

function nextCommands(fleet: FleetView, failed: readonly TargetView[], view: View): string[] {
  const id = fleet.fleet_id === view.lastFleet ? '@last' : fleet.fleet_id;
  const first = failed[0];
  const logs = first ? [`fleet logs ${id} ${first.path}`] : [];
  const ways = isTerminalFleet(fleet.status) ? [] : [`fleet watch ${id}`];
  const cancel = fleet.actions.includes('cancel') ? [`fleet cancel ${id}`] : [];
  const [next, ...others] = [...ways, ...logs, `fleet targets ${id}`, ...cancel];
  return [`bgagent ${next ?? ''}`, ...others];
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
export const fleetLine = ({ status, progress, reason }: FleetView): string =>
  [status, countsText(progress), ...(reason ? [reason.message] : [])].join('  ');
