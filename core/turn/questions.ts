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
import { noteFleet, oweEvent, policy, system, type Turn } from './turn.ts';

/** Pauses the fleet when nothing in it goes on before a question is answered. */
export function checkQuestions(turn: Turn): void {
  const { draft } = turn;
  if (draft.status !== 'RUNNING' || draft.waiting.size === 0) return;
  if (draft.statuses.some(holdsSlot) || waitsForTime(turn)) return;
  const message = questionsOf(draft);
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

/** Goes on with a fleet that is PAUSED because of questions that nobody needs to answer any more: a person has ended their targets. */
export function leaveQuestions(turn: Turn): void {
  const { draft } = turn;
  if (draft.waiting.size > 0 || !draft.statuses.includes('PENDING') || !goOnAfterQuestions(turn)) return;
  draft.revision += 1;
  noteFleet(turn, { actor: system, action: 'continued', reason: 'Continued: no target waits for an answer any more.' });
}
