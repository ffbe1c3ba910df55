/**
 * Carries out a person's approval of single targets (semantics 20): the gates at which they wait are open, and they are ready. All of the
 * named targets wait at a gate, or none is touched. A fleet that was PAUSED only for a gate goes on.
 * Example: target 4 waits before its step `merge`; approved → it is ready, and its gate stays open.
 */
import type { CommandOf } from '../command.ts';
import { ordinalsIn, at } from '../ledger/ordinals.ts';
import { plural } from '../text/plural.ts';
import { openGate } from '../turn/advance.ts';
import { goOnAfterGate } from '../turn/step-gates.ts';
import { noteFleet, type Turn } from '../turn/turn.ts';
import { reasonGiven, userOf } from '../turn/user-and-reason.ts';
import { applied, refuse, type Judgement } from './judgement.ts';

/** Number of targets that a verdict names. */
const named = 10;

export function approve(turn: Turn, command: CommandOf<'approve'>): Judgement {
  const { draft } = turn;
  const ordinals = ordinalsIn(command.targets);
  const unfit = ordinals.filter((ordinal) => !draft.gates.has(ordinal));
  const [first] = unfit;
  if (first !== undefined) {
    const which = unfit.length === 1 ? 'One of the targets waits' : `${unfit.length} of the targets wait`;
    const message = `${which} at no gate, so none was touched (the first of them is ${at(draft.statuses, first)}).`;
    return { ...refuse('INVALID_STATE', message), refused: unfit.slice(0, named) };
  }
  for (const ordinal of ordinals) openGate(turn, ordinal, command.passOver ?? false);
  draft.revision += 1;
  const goesOn = goOnAfterGate(turn);
  const what = command.passOver ? 'Passed the step over of' : 'Approved';
  noteFleet(turn, {
    actor: userOf(command),
    action: 'approved',
    key: `approved-${command.id}`,
    reason: `${what} ${plural(ordinals.length, 'target')}${goesOn ? '; the fleet goes on' : ''}.${reasonGiven(command)}`,
    ordinals,
  });
  return applied;
}
