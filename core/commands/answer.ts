/**
 * Carries out a person's answer (semantics 5): the target that asked waits for a slot again, and the attempt that it gets begins with the
 * answer. A fleet that was PAUSED only because of questions goes on.
 * Invariant: one answer to a question; an answer is for a question that was there when it was given.
 * Example: target 4 waits since 10:00; answered at 10:20 → it is ready, and `answers` has {4: the command}.
 */
import type { CommandOf } from '../command.ts';
import { isTerminalTarget } from '../fleet.ts';
import type { Draft } from '../ledger/draft.ts';
import { at, ordinalsIn } from '../ledger/ordinals.ts';
import { goOnAfterQuestions } from '../turn/questions.ts';
import { goOnAfterGate } from '../turn/step-gates.ts';
import { noteFleet, type Turn } from '../turn/turn.ts';
import { reasonGiven, userOf } from '../turn/user-and-reason.ts';
import { applied, refuse, type Judgement } from './judgement.ts';

/** Answers of attempts that have no task yet, so that the ledger stays bounded. */
export const mostAnswers = 1_000;

export function answer(turn: Turn, command: CommandOf<'answer'>): Judgement {
  const { draft } = turn;
  const [ordinal, ...others] = ordinalsIn(command.targets);
  if (ordinal === undefined || others.length > 0) {
    return refuse('INVALID_STATE', 'An answer is for one target: name exactly one.');
  }
  const why = whyUnfit(draft, ordinal, command);
  if (why !== undefined) return { ...refuse('INVALID_STATE', why), refused: [ordinal] };
  draft.waiting.delete(ordinal);
  draft.answers.set(ordinal, command.id);
  draft.revision += 1;
  const goesOn = goOnAfterQuestions(turn) || goOnAfterGate(turn);
  noteFleet(turn, {
    actor: userOf(command),
    action: 'answered',
    key: `answered-${command.id}`,
    reason: `Answered the question of 1 target${goesOn ? '; the fleet goes on' : ''}.${reasonGiven(command)}`,
    ordinals: [ordinal],
  });
  return applied;
}

function whyUnfit(draft: Draft, ordinal: number, command: CommandOf<'answer'>): string | undefined {
  const { statuses, triggers, waiting, answers } = draft;
  const since = waiting.get(ordinal);
  const status = at(statuses, ordinal);
  if (since === undefined) {
    const isAnswered = at(triggers, ordinal) === 'answer' && !isTerminalTarget(status);
    return `The target waits for no answer: ${isAnswered ? 'its question was answered already' : `it is ${status}`}.`;
  }
  if (command.at < since) return 'The target has asked anew since this answer was given. Read its question and answer again.';
  if (answers.size < mostAnswers) return undefined;
  return `${mostAnswers.toLocaleString('en-US')} answered targets have not started yet. Answer again when some of them have; a higher max_concurrency helps.`;
}
