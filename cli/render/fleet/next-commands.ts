/** Chooses the commands that are useful for a fleet in its present status. */
import type { FleetView, TargetView } from '../../../contracts/http/fleet.ts';
import { usdForRest } from '../../../core/budget.ts';
import { isTerminalFleet } from '../../../core/fleet.ts';
import type { View } from '../view.ts';
import { askedBy, gateText, reviewText } from '../waits.ts';

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
  const [first = '', ...others] = [...answering(fleet, asking), ...chosen(fleet, { failed, asking })].filter(
    (command) => live !== true || command !== watching,
  );
  const id = ` ${fleet.fleet_id}`;
  return [`bgagent ${named(first, isLast ? ' @last' : id)}`, ...others.map((command) => named(command, isLast ? '' : id))];
}

/** The targets whose paths are in the commands, or the first of them. */
export interface TellingTargets {
  readonly failed: readonly TargetView[];
  /** Those that wait for an answer, for a review or at a gate. */
  readonly asking?: readonly TargetView[];
}

/** The answer to the first question; the list of all where there are more. */
function answering({ actions }: FleetView, asking: readonly TargetView[]): string[] {
  const [first, ...others] = asking.filter((target) => askedBy(target) !== undefined);
  if (first === undefined || !actions.includes('answer')) return [];
  const all = others.length > 0 ? ['fleet targets? --waiting'] : [];
  return [`fleet answer? --target ${first.path} "TEXT"`, ...all];
}

/** Left out while the fleet is being watched. */
const watching = 'fleet watch?';

/** Puts the id of the fleet in place of `?`. */
const named = (command: string, id: string): string => command.replace('?', id);

function chosen(fleet: FleetView, { failed, asking = [] }: TellingTargets): string[] {
  const may = (action: Action, ...commands: readonly string[]): readonly string[] =>
    fleet.actions.includes(action) ? commands : [];
  const [first] = failed;
  const { CANCELLED, SKIPPED, FAILED, LOST } = fleet.progress.counts;
  const together = FAILED + LOST > 1 ? ['fleet failures?'] : [];
  const logs = first === undefined ? [] : [...together, `fleet logs? ${first.path}`];
  const retry = first === undefined ? [] : may('retry', 'fleet retry?');
  const approve = [...reviewing(fleet, asking), ...opening(fleet, asking)];
  // A retry without --only is about failed targets, and is refused when there are none.
  const again = [
    ...retry,
    ...(CANCELLED > 0 ? may('retry', 'fleet retry? --only cancelled') : []),
    ...(SKIPPED > 0 ? may('retry', 'fleet retry? --only skipped') : []),
  ];
  if (waitsForPerson(fleet)) return [...deciding(fleet, { first, approve, retry }), ...logs];
  if (isTerminalFleet(fleet.status) && fleet.reason?.code === 'heal_failed') return [...hinting(fleet, first), ...logs];
  if (isTerminalFleet(fleet.status)) return [...again, ...logs, whole(fleet)];
  return [watching, ...approve, ...logs, 'fleet targets?', ...may('pause', 'fleet pause?'), ...may('cancel', 'fleet cancel?')];
}

interface Offered {
  readonly first: TargetView | undefined;
  readonly approve: readonly string[];
  readonly retry: readonly string[];
}

/** What decides in a fleet that waits for a person. */
function deciding(fleet: FleetView, { first, approve, retry }: Offered): string[] {
  const may = (action: Action, ...commands: readonly string[]): readonly string[] =>
    fleet.actions.includes(action) ? commands : [];
  const code = fleet.reason?.code;
  // A fleet that waits for answers only would pause again, and one that waits for a review refuses to go on without it.
  const onward = code === 'question' || code === 'review' ? [] : ['fleet continue?'];
  const goOn = may('continue', ...onward, 'fleet continue? --skip-remaining');
  const cancel = may('cancel', 'fleet cancel?');
  if (code === 'review') return [...approve, ...goOn, ...retry, ...cancel];
  if (isGate(fleet)) return [...goOn, ...approve, ...retry, ...cancel];
  if (code === 'heal_failed') return [...hinting(fleet, first), ...goOn, ...approve, ...cancel];
  return [...helpOf(fleet), ...goOn, ...approve, ...retry, ...cancel];
}

/** What was changed is looked at first. Then one of the changes, or one of the targets, is decided on. */
function reviewing({ actions, reviews = 0 }: Partial<FleetView>, asking: readonly TargetView[]): string[] {
  if (reviews === 0) return [];
  const path = asking.find((target) => reviewText(target) !== undefined)?.path ?? 'PATH';
  const may = (action: Action, command: string): string[] => (actions?.includes(action) ? [command] : []);
  return [
    'fleet diff? --groups',
    ...may('approve', 'fleet approve? --change-group 1'),
    ...may('steer', `fleet steer? --target ${path} "TEXT"`),
    ...may('reject', `fleet reject? --target ${path} --reason "TEXT"`),
  ];
}

/** What shows all that the targets made. */
const whole = ({ report }: Partial<FleetView>): string => (report == null ? 'fleet targets?' : 'fleet results? --format csv');

/** The approval of one of those that wait at a gate. */
function opening({ actions, gates = 0 }: Partial<FleetView>, asking: readonly TargetView[]): string[] {
  if (gates === 0 || !actions?.includes('approve')) return [];
  const path = asking.find((target) => gateText(target) !== undefined)?.path;
  return [`fleet approve? --target ${path ?? 'PATH'}`];
}

/** Whether the fleet waits for nothing but a gate of a step, or between two steps or batches. */
const isGate = ({ reason }: FleetView): boolean => ['merge_ready', 'step_gate', 'batch_done'].includes(reason?.code ?? '');

/** What failed although it was healed is tried again with other words; what was told to the heal says which. */
function hinting({ actions }: FleetView, failed: TargetView | undefined): string[] {
  const which = failed === undefined ? '' : ` --target ${failed.path}`;
  const seen = failed === undefined ? [] : [`fleet targets?${which}`];
  return [...(actions.includes('retry') ? [`fleet retry?${which} --hint "TEXT"`] : []), ...seen];
}

/** What has to be done before the fleet is continued, so that it does not pause again at once. */
function helpOf({ reason, actions, progress, budget }: FleetView): string[] {
  if (reason?.code === 'auth') return ['doctor'];
  if (reason?.code !== 'budget' || !actions.includes('edit') || budget?.fleet_usd == null) return [];
  const { known_usd: knownUsd, reserved_usd: reservedUsd, unknown_count: unknownCount } = progress.cost;
  // Where the limit allows one attempt at each target that is left, the limit of the owner for the day was reached.
  const waiting = progress.counts.PENDING;
  const enough = usdForRest({ knownUsd, reservedUsd, unknownCount, waiting, targetUsd: budget.target_usd });
  return enough > budget.fleet_usd ? [`fleet edit? --budget ${Math.ceil(enough)}`] : [];
}

/** True if the fleet goes on only after a command of a person. */
export const waitsForPerson = ({ status, reason }: Pick<FleetView, 'status' | 'reason'>): boolean =>
  status === 'PAUSING' || status === 'PAUSED' || (status === 'PENDING' && reason !== null);
