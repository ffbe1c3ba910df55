/**
 * What helps a fleet that waits for a person, or one of whose targets does: the commands and the places to look at, the most useful first,
 * each with what it would do in the numbers of the fleet that is shown. A command that the fleet does not accept now has no row.
 */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { isPaused } from '../../core/fleet.ts';
import { dollars } from '../../core/text/dollars.ts';
import { plural } from '../../core/text/plural.ts';
import type { Asked } from '../commands/asked.ts';
import { continueLabel } from '../commands/continue-label.ts';
import { groupAtGate, numbersOf, type Numbers } from '../commands/numbers.ts';

export interface Row {
  readonly id: string;
  /** Of the button or the link. */
  readonly label: string;
  /** What happens, or what is to be seen. */
  readonly says: string;
  readonly does: { readonly ask: Asked } | { readonly look: Look };
}

/** A place in the screens of the fleet. */
export type Look = 'changes' | 'questions' | 'gates' | 'failed';

/** The first row that is a command is the one to press. */
export function reasonRows(fleet: FleetView): readonly Row[] {
  const rows = [...(waitsForDecision(fleet) ? decisions(fleet) : []), ...looks(fleet)].filter((row) => row !== undefined);
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

/** Whether it goes on only after a command of a person. */
const waitsForDecision = ({ status, reason }: FleetView): boolean =>
  isPaused(status) || (status === 'PENDING' && reason !== null);

type Rows = readonly (Row | undefined)[];

function decisions(fleet: FleetView): Rows {
  const first: Rows = firstOf(fleet);
  const retry = first.some((row) => row?.id === 'retry-and-continue') ? undefined : retries(fleet);
  return [...first, goesOn(fleet), skips(fleet), retry, cancels(fleet)];
}

/** What the reason asks for. A fleet that waits for answers only would pause again, and one that waits for reviews refuses to go on without them. */
function firstOf(fleet: FleetView): Rows {
  const code = fleet.reason?.code;
  if (code === 'threshold' || code === 'uniform_failure') {
    return [retriesAndGoesOn(fleet), goesOn(fleet), skips(fleet), edits(fleet, 'failure')];
  }
  if (code === 'heal_failed') return [hints(fleet), retriesAndGoesOn(fleet)];
  if (code === 'budget') return [raises(fleet)];
  return code === 'question' || code === 'review' ? looks(fleet) : [];
}

type Action = FleetView['actions'][number];
const may = ({ actions }: FleetView, ...needed: readonly Action[]): boolean => needed.every((action) => actions.includes(action));

const command = (id: string, label: string, says: string, ask: Asked): Row => ({ id, label, says, does: { ask } });

function retriesAndGoesOn(fleet: FleetView): Row | undefined {
  const { failed, ready } = numbersOf(fleet);
  if (failed === 0 || !may(fleet, 'retry', 'continue')) return undefined;
  const then = ready === 0 ? '' : `, then ${targetsThatWait(ready)}`;
  return command('retry-and-continue', `Retry ${failed} and continue`, `a new attempt for what failed${then}`, {
    kind: 'retry-and-continue',
  });
}

function retries(fleet: FleetView): Row | undefined {
  const { failed } = numbersOf(fleet);
  if (failed === 0 || !may(fleet, 'retry')) return undefined;
  return command('retry', `Retry ${failed}`, 'a new attempt for what failed, once the fleet is continued', { kind: 'retry' });
}

function hints(fleet: FleetView): Row | undefined {
  const { failed } = numbersOf(fleet);
  if (failed === 0 || !may(fleet, 'retry')) return undefined;
  return command('hint', `Retry ${failed} with a hint…`, 'the agent is told what you write, besides its task', {
    kind: may(fleet, 'continue') ? 'retry-and-continue' : 'retry',
    hint: true,
  });
}

function goesOn(fleet: FleetView): Row | undefined {
  const code = fleet.reason?.code;
  if (!may(fleet, 'continue') || code === 'question' || code === 'review') return undefined;
  const numbers = numbersOf(fleet);
  return command('continue', continueLabel(fleet), continueEffect(fleet, numbers), { kind: 'continue' });
}

function continueEffect(fleet: FleetView, { ready, waiting, failed }: Numbers): string {
  const group = groupAtGate(fleet);
  if (group !== undefined) return `start its ${plural(group.counts.PENDING, 'target')}`;
  if (fleet.gates > 0 && fleet.reason?.code !== 'user') {
    return `open the gate for those of ${plural(fleet.gates, 'target')} that wait at it`;
  }
  const launch = ready === 0 ? 'nothing new is launched' : `launch ${targetsThatWait(ready)}, ${fleet.max_concurrency} at a time`;
  const others = waiting > ready && ready > 0 ? `; ${waiting - ready} more wait for a person` : '';
  return `${launch}${others}${failed === 0 ? '' : '; these failures are acknowledged'}`;
}

const targetsThatWait = (count: number): string => (count === 1 ? 'the target that waits' : `the ${count} targets that wait`);

function skips(fleet: FleetView): Row | undefined {
  const { waiting } = numbersOf(fleet);
  if (!fleet.skip_remaining) return undefined;
  return command('skip', `Skip ${waiting}`, 'never start what waits, finish with what is there', { kind: 'skip-remaining' });
}

function edits(fleet: FleetView, of: 'budget' | 'failure'): Row | undefined {
  if (!may(fleet, 'edit')) return undefined;
  return command('edit', 'Change the policy…', 'let it go on with more failures from now on', { kind: 'edit', of });
}

function raises(fleet: FleetView): Row | undefined {
  const limit = fleet.budget?.fleet_usd;
  if (!may(fleet, 'edit') || limit == null) return undefined;
  return command('edit', 'Raise the budget…', `it is ${dollars(limit)} now; continue the fleet after that`, {
    kind: 'edit',
    of: 'budget',
  });
}

function cancels(fleet: FleetView): Row | undefined {
  const gates = ['approval_required', 'canary', 'merge_ready', 'step_gate', 'batch_done'];
  if (!may(fleet, 'cancel') || !gates.includes(fleet.reason?.code ?? '')) return undefined;
  if (fleet.status === 'PENDING') return command('cancel', 'Decline…', 'nothing is ever started', { kind: 'cancel' });
  return command('cancel', 'Cancel…', 'stop the whole fleet now', { kind: 'cancel' });
}

/** Targets that wait for a person, in any fleet. */
function looks({ reviews, questions, gates }: FleetView): Rows {
  const look = (count: number, [look, label, what]: readonly [Look, string, string]): Row | undefined =>
    count === 0
      ? undefined
      : { id: look, label, says: `${plural(count, 'target')} ${count === 1 ? 'waits' : 'wait'} ${what}`, does: { look } };
  return [
    look(questions, ['questions', 'See the questions', 'for an answer; the answer is given in the target']),
    look(reviews, ['changes', 'See the changes', 'for a review: nothing is published before it is approved']),
    look(gates, ['gates', 'See who waits', 'at a gate, and can be approved one by one']),
  ];
}
