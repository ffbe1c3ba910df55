/**
 * Carries out what a person decides in a review, besides an approval (semantics 27): `reject` ends the targets, whose work is not published;
 * `steer` lets them work on, and they wait for a review again. All of the named targets wait for a review, or none is touched.
 * Invariant: a decision is about what a target had made when it was given, never about what it made since.
 * Example: target 4 waits for a review; steered → it is ready, trigger `steer`, at the last step that an agent does.
 */
import type { CommandOf } from '../command.ts';
import { rejection } from '../failure.ts';
import type { Draft } from '../ledger/draft.ts';
import { at, ordinalsIn } from '../ledger/ordinals.ts';
import { stepAt } from '../steps/step-at.ts';
import { shorten } from '../text/shorten.ts';
import { plural } from '../text/plural.ts';
import { fail, goToStep, toWorkAgain } from '../turn/advance.ts';
import { gateAt, goOnAfterGate } from '../turn/step-gates.ts';
import { noteFleet, type Turn } from '../turn/turn.ts';
import { reasonGiven, userOf } from '../turn/user-and-reason.ts';
import { mostAnswers } from './answer.ts';
import { unfitting, whyNotAtGate } from './approve.ts';
import { applied, refuse, type Judgement } from './judgement.ts';

type Decision = CommandOf<'reject'> | CommandOf<'steer'>;

function whyUnfit(draft: Draft, ordinal: number, command: Decision): string | undefined {
  const why = whyNotAtGate(draft, ordinal, command);
  if (why !== undefined) return why;
  return gateAt(draft, ordinal) === 'review' ? undefined : 'it waits at the gate of a step, and for no review';
}

function unfitTargets(draft: Draft, ordinals: readonly number[], command: Decision): Judgement | undefined {
  const unfit = ordinals.flatMap((ordinal) => {
    const why = whyUnfit(draft, ordinal, command);
    return why === undefined ? [] : [{ ordinal, why }];
  });
  return unfit.length > 0 ? unfitting(unfit) : undefined;
}

/** UTF-16 units of the reason that a rejected target shows. */
const longestReason = 300;

export function reject(turn: Turn, command: CommandOf<'reject'>): Judgement {
  const { draft } = turn;
  const ordinals = [...new Set(ordinalsIn(command.targets))];
  const unfit = unfitTargets(draft, ordinals, command);
  if (unfit) return unfit;
  const failure = rejection(command.reason === null ? null : shorten(command.reason, longestReason));
  for (const ordinal of ordinals) {
    draft.gates.delete(ordinal);
    toWorkAgain(draft, ordinal);
    fail(turn, ordinal, failure);
  }
  decided(turn, command, { action: 'rejected', words: 'Rejected the work of', ordinals });
  return applied;
}

export function steer(turn: Turn, command: CommandOf<'steer'>): Judgement {
  const { draft } = turn;
  const ordinals = [...new Set(ordinalsIn(command.targets))];
  const unfit = unfitTargets(draft, ordinals, command);
  if (unfit) return unfit;
  if (draft.answers.size + ordinals.length > mostAnswers) return refuse('INVALID_STATE', tooManyAtOnce);
  const steps = ordinals.map((ordinal) => lastOfAgent(draft, at(draft.atSteps, ordinal)));
  if (steps.includes(-1)) return refuse('INVALID_STATE', noAgent);
  ordinals.forEach((ordinal, place) => {
    workOn(draft, ordinal, at(steps, place));
    draft.answers.set(ordinal, command.id);
  });
  decided(turn, command, { action: 'steered', words: 'Steered', ordinals });
  return applied;
}

const tooManyAtOnce = `At most ${mostAnswers.toLocaleString('en-US')} answered and steered targets may wait for their start at once. Steer fewer, or again when some of them have started.`;
const noAgent = 'No agent does the work of this fleet, so there is nobody to steer. Approve or reject it.';

/** The place of the last step until this one that an agent does; -1: there is none. */
const lastOfAgent = ({ settings }: Draft, until: number): number =>
  Array.from({ length: until + 1 }, (_, place) => place).findLast((place) => stepAt(settings, place).usesAgent) ?? -1;

/** The attempt that was to publish works on instead, and keeps its number, since it was never launched. The gate of its step counts as opened. */
function workOn(draft: Draft, ordinal: number, step: number): void {
  draft.gates.delete(ordinal);
  goToStep(draft, ordinal, step);
  draft.gatesPassed.add(ordinal);
  draft.triggers[ordinal] = 'steer';
}

interface Decided {
  readonly action: 'rejected' | 'steered';
  readonly words: string;
  readonly ordinals: number[];
}

function decided(turn: Turn, command: Decision, { action, words, ordinals }: Decided): void {
  turn.draft.revision += 1;
  const goesOn = goOnAfterGate(turn);
  noteFleet(turn, {
    actor: userOf(command),
    action,
    key: `${action}-${command.id}`,
    reason: `${words} ${plural(ordinals.length, 'target')}${goesOn ? '; the fleet goes on' : ''}.${reasonGiven(command)}`,
    ordinals,
  });
}
