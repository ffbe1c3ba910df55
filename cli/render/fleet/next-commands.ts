/** Chooses the commands that are useful for a fleet in its present status. */
import type { FleetView, TargetView } from '../../../contracts/http/fleet.ts';
import { isTerminalFleet } from '../../../core/fleet.ts';
import type { View } from '../view.ts';

type Action = FleetView['actions'][number];

/**
 * The most useful command first: commands that decide when the fleet waits for a person, else commands that show more of it. Only
 * the first command names `@last`; the others mean it by default.
 */
export function nextCommands(
  fleet: FleetView,
  { failed, asking = [] }: TellingTargets,
  { lastFleet, live }: Pick<View, 'lastFleet' | 'live'>,
): string[] {
  const isLast = fleet.fleet_id === lastFleet;
  const [first = '', ...others] = [...answering(fleet, asking), ...chosen(fleet, failed)].filter(
    (command) => live !== true || command !== watching,
  );
  const id = ` ${fleet.fleet_id}`;
  return [`bgagent ${named(first, isLast ? ' @last' : id)}`, ...others.map((command) => named(command, isLast ? '' : id))];
}

/** The targets whose paths are in the commands, or the first of them. */
export interface TellingTargets {
  readonly failed: readonly TargetView[];
  /** Those that wait for an answer. */
  readonly asking?: readonly TargetView[];
}

/** The answer to the first question; the list of all where there are more. */
function answering({ actions }: FleetView, asking: readonly TargetView[]): string[] {
  const [first] = asking;
  if (first === undefined || !actions.includes('answer')) return [];
  const all = asking.length > 1 ? ['fleet targets? --waiting'] : [];
  return [`fleet answer? --target ${first.path} "TEXT"`, ...all];
}

/** Left out while the fleet is being watched. */
const watching = 'fleet watch?';

/** Puts the id of the fleet in place of `?`. */
const named = (command: string, id: string): string => command.replace('?', id);

function chosen(fleet: FleetView, failed: readonly TargetView[]): string[] {
  const may = (action: Action, ...commands: readonly string[]): readonly string[] =>
    fleet.actions.includes(action) ? commands : [];
  const [first] = failed;
  const logs = first === undefined ? [] : [`fleet logs? ${first.path}`];
  const retry = first === undefined ? [] : may('retry', 'fleet retry?');
  const { CANCELLED, SKIPPED } = fleet.progress.counts;
  // A retry without --only is about failed targets, and is refused when there are none.
  const again = [
    ...retry,
    ...(CANCELLED > 0 ? may('retry', 'fleet retry? --only cancelled') : []),
    ...(SKIPPED > 0 ? may('retry', 'fleet retry? --only skipped') : []),
  ];
  if (waitsForPerson(fleet)) {
    // A fleet that waits for answers only would pause again.
    const onward = fleet.reason?.code === 'question' ? [] : ['fleet continue?'];
    const goOn = may('continue', ...onward, 'fleet continue? --skip-remaining');
    return [...helpOf(fleet), ...goOn, ...retry, ...may('cancel', 'fleet cancel?'), ...logs];
  }
  if (isTerminalFleet(fleet.status)) return [...again, ...logs, 'fleet targets?'];
  return [watching, ...logs, 'fleet targets?', ...may('pause', 'fleet pause?'), ...may('cancel', 'fleet cancel?')];
}

/** What has to be done before the fleet is continued, so that it does not pause again at once. */
function helpOf({ reason, actions, progress, budget }: FleetView): string[] {
  if (reason?.code === 'auth') return ['doctor'];
  if (reason?.code !== 'budget' || !actions.includes('edit') || budget?.fleet_usd == null) return [];
  const { known_usd: known, reserved_usd: reserved, unknown_count: unknown } = progress.cost;
  // One attempt at each target that is left. Where the limit allows that, the limit of the owner for the day was reached.
  const enough = known + reserved + (unknown + progress.counts.PENDING) * budget.target_usd;
  return enough > budget.fleet_usd ? [`fleet edit? --budget ${Math.ceil(enough)}`] : [];
}

/** True if the fleet goes on only after a command of a person. */
export const waitsForPerson = ({ status, reason }: Pick<FleetView, 'status' | 'reason'>): boolean =>
  status === 'PAUSING' || status === 'PAUSED' || (status === 'PENDING' && reason !== null);
