/**
 * Targets whose agent has asked a question, and that wait for a person's answer (semantics 1). Such a target is PENDING without being
 * ready. It holds no slot, and has no child.
 * Invariant: a fleet in which only such targets could go on is PAUSED.
 * Example: the last of five that run asks, nothing else is PENDING → PAUSED, reason `question`.
 */
import { holdsSlot } from '../fleet.ts';
import type { Draft } from '../ledger/draft.ts';
import { plural } from '../text/plural.ts';
import { waitsForTime } from './gates.ts';
import { moveFleet } from './move.ts';
import { pauseFleet } from './pause.ts';
import { mayLaunch } from './step-gates.ts';
import { noteFleet, oweEvent, policy, system, type Turn } from './turn.ts';

/** Pauses the fleet when nothing in it goes on before a question is answered. While it is paused for that, its reason is kept current. */
export function checkQuestions(turn: Turn): void {
  const { draft } = turn;
  if (draft.waiting.size === 0) return;
  const message = questionsOf(draft);
  const { reason } = draft;
  if (reason?.code === 'question' && reason.message !== message) draft.reason = { ...reason, message };
  if (draft.status !== 'RUNNING' || draft.statuses.some(holdsSlot) || waitsForTime(turn)) return;
  pauseFleet(turn, { code: 'question', message, actor: policy });
  noteFleet(turn, { actor: policy, action: 'paused', reason: message });
}

function questionsOf({ waiting, fleetId }: Draft): string {
  const many = waiting.size > 1;
  const wait = `${plural(waiting.size, 'target')} asked a question and ${many ? 'wait' : 'waits'} for an answer`;
  return `${wait}; nothing else can run. Answer${many ? ' each' : ''}: bgagent fleet answer ${fleetId} --target PATH "TEXT".`;
}

/** Goes on with a fleet that is PAUSED because of questions. @returns whether it was */
export function goOnAfterQuestions(turn: Turn): boolean {
  const { draft } = turn;
  if (draft.status !== 'PAUSED' || draft.reason?.code !== 'question') return false;
  moveFleet(turn, 'RUNNING', null);
  oweEvent(turn, 'Fleet Continued');
  return true;
}

/**
 * Goes on with a fleet that is PAUSED because of questions, where a person has ended targets: no question is left to be answered, or something
 * can be launched again.
 */
export function leaveQuestions(turn: Turn): void {
  const { draft } = turn;
  if (draft.status !== 'PAUSED' || draft.reason?.code !== 'question') return;
  const isLeft = draft.waiting.size === 0 && draft.statuses.includes('PENDING');
  if ((!isLeft && !mayLaunch(turn)) || !goOnAfterQuestions(turn)) return;
  draft.revision += 1;
  const why = isLeft ? 'no target waits for an answer any more' : 'a target can be launched again';
  noteFleet(turn, { actor: system, action: 'continued', reason: `Continued: ${why}.` });
}
