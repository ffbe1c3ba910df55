/** Why a fleet waits or ended early, as a heading. Example: `Pausing: too much failed; 5 still run`. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { isGoingDown, isTerminalFleet, type ReasonCode } from '../../core/fleet.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { groupAtGate, numbersOf } from '../commands/numbers.ts';
import { fleetWords } from '../words/status-words.ts';

const words: Readonly<Record<Exclude<ReasonCode, 'user' | 'approval_required'>, string>> = {
  threshold: 'too much failed',
  uniform_failure: 'the first ones all failed alike',
  budget: 'the budget is used up',
  canary: 'the canary has ended',
  merge_ready: 'ready to be merged',
  step_gate: 'waits before the next step',
  batch_done: 'a batch is done',
  heal_failed: 'healing did not help',
  question: 'an agent has asked something',
  auth: 'credentials were refused',
  review: 'changes wait for a review',
};

/** Undefined: the fleet has no reason to tell. */
export function reasonHeading(fleet: FleetView): string | undefined {
  const { status, reason } = fleet;
  const { working } = numbersOf(fleet);
  const still =
    !isTerminalFleet(status) && status !== 'RUNNING' && working > 0 ? `; ${working} still ${working === 1 ? 'runs' : 'run'}` : '';
  if (reason === null) return isGoingDown(status) ? `${fleetWords[status]}${still}` : undefined;
  if (status === 'PENDING') return 'Waits for an approval to start';
  return `${fleetWords[status]}${causeOf(fleet)}${still}`;
}

function causeOf({ reason, groups }: FleetView): string {
  if (reason === null) return '';
  if (reason.code === 'user') return reason.actor === null ? '' : ` by ${plainLine(reason.actor)}`;
  const group = groupAtGate({ reason, groups });
  if (group !== undefined) return `: the group ${plainLine(group.path)} needs an approval`;
  const known = Object.entries(words).find(([code]) => code === reason.code)?.[1];
  return known === undefined ? '' : `: ${known}`;
}

/** The sentence of the API, which may begin with a small letter. */
export function sentenceOf(message: string): string {
  const line = plainLine(message);
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}`;
}
