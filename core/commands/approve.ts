/**
 * Carries out a person's approval of single targets (semantics 21): the gates at which they wait are open, and they are ready. All of the
 * named targets wait at a gate, or none is touched. A fleet that was PAUSED only for a gate goes on.
 * Invariant: an approval is for the gate at which a target waited when it was given, never for one to which it came later.
 * Example: target 4 waits before its step `merge`; approved → it is ready, and its gate stays open.
 */
import type { CommandOf } from '../command.ts';
import type { Draft } from '../ledger/draft.ts';
import { ordinalsIn, at } from '../ledger/ordinals.ts';
import { plural } from '../text/plural.ts';
import { openGate } from '../turn/advance.ts';
import { gateAt, goOnAfterGate } from '../turn/step-gates.ts';
import { noteFleet, type Turn } from '../turn/turn.ts';
import { reasonGiven, userOf } from '../turn/user-and-reason.ts';
import { applied, refuse, type Judgement } from './judgement.ts';

/** Number of targets that a verdict names. */
const named = 10;

export function approve(turn: Turn, command: CommandOf<'approve'>): Judgement {
  const { draft } = turn;
  const ordinals = [...new Set(ordinalsIn(command.targets))];
  const unfit = ordinals.flatMap((ordinal) => {
    const why = whyNotAtGate(draft, ordinal, command) ?? whyNotPassedOver(draft, ordinal, command);
    return why === undefined ? [] : [{ ordinal, why }];
  });
  if (unfit.length > 0) return unfitting(unfit);
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

/** Why a decision about what waits at a gate does not fit the target; undefined where it does. */
export function whyNotAtGate(
  draft: Draft,
  ordinal: number,
  { at: given, seenGate = given }: CommandOf<'approve' | 'reject' | 'steer'>,
): string | undefined {
  const arrival = draft.gates.get(ordinal);
  if (arrival === undefined) return `it waits at no gate, and is ${at(draft.statuses, ordinal)}`;
  return arrival > seenGate ? 'it has come to its gate since this was asked for: look at it, and ask again' : undefined;
}

const whyNotPassedOver = (draft: Draft, ordinal: number, { passOver = false }: CommandOf<'approve'>): string | undefined =>
  passOver && gateAt(draft, ordinal) === 'review' ? 'it waits for a review, and no step is left to be passed over' : undefined;

export function unfitting(unfit: readonly { readonly ordinal: number; readonly why: string }[]): Judgement {
  const which = unfit.length === 1 ? 'One of the targets does not fit' : `${unfit.length} of the targets do not fit`;
  const message = `${which}, so none was touched (of the first: ${at(unfit, 0).why}).`;
  return { ...refuse('INVALID_STATE', message), refused: unfit.slice(0, named).map(({ ordinal }) => ordinal) };
}
