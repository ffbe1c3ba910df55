import type { FleetView, TargetView } from '../../../contracts/http/fleet.ts';
import { isTerminalFleet } from '../../../core/fleet.ts';
import type { View } from '../view.ts';

type Action = FleetView['actions'][number];

/**
 * The commands that help now, the most sensible first: how to decide where the fleet waits, how to look where it goes on or has
 * ended. A fleet that is `@last` is named so once; the others mean it anyway.
 */
export function nextCommands(
  fleet: FleetView,
  failed: readonly TargetView[],
  { lastFleet, live }: Pick<View, 'lastFleet' | 'live'>,
): string[] {
  const isLast = fleet.fleet_id === lastFleet;
  const [first = '', ...others] = chosen(fleet, failed).filter((command) => live !== true || command !== watching);
  const id = ` ${fleet.fleet_id}`;
  return [`bgagent ${named(first, isLast ? ' @last' : id)}`, ...others.map((command) => named(command, isLast ? '' : id))];
}

/** Not offered to who watches already. */
const watching = 'fleet watch?';

/** `?` is where the fleet's id goes. */
const named = (command: string, id: string): string => command.replace('?', id);

function chosen(fleet: FleetView, failed: readonly TargetView[]): string[] {
  const may = (action: Action, ...commands: readonly string[]): readonly string[] =>
    fleet.actions.includes(action) ? commands : [];
  const [first] = failed;
  const logs = first === undefined ? [] : [`fleet logs? ${first.path}`];
  const retry = first === undefined ? [] : may('retry', 'fleet retry?');
  const { CANCELLED, SKIPPED } = fleet.progress.counts;
  // A plain retry is of what failed, and refused where nothing did.
  const again = [
    ...retry,
    ...(CANCELLED > 0 ? may('retry', 'fleet retry? --only cancelled') : []),
    ...(SKIPPED > 0 ? may('retry', 'fleet retry? --only skipped') : []),
  ];
  if (waitsForPerson(fleet)) {
    const goOn = may('continue', 'fleet continue?', 'fleet continue? --skip-remaining');
    return [...goOn, ...retry, ...may('cancel', 'fleet cancel?'), ...logs];
  }
  if (isTerminalFleet(fleet.status)) return [...again, ...logs, 'fleet targets?'];
  return [watching, ...logs, 'fleet targets?', ...may('pause', 'fleet pause?'), ...may('cancel', 'fleet cancel?')];
}

/** It goes on only when somebody says so. */
export const waitsForPerson = ({ status, reason }: Pick<FleetView, 'status' | 'reason'>): boolean =>
  status === 'PAUSING' || status === 'PAUSED' || (status === 'PENDING' && reason !== null);
