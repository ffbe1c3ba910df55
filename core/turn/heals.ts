/**
 * Pauses a fleet in which a target failed although it was healed, where its settings say so (semantics 11). A breach of the failure policy in
 * the same turn goes before.
 * Example: heals of target 3 used up → PAUSING, reason `heal_failed`, with what failed and what is left.
 */
import { plural } from '../text/plural.ts';
import { shorten } from '../text/shorten.ts';
import { pauseFleet } from './pause.ts';
import { noteFleet, policy, type Turn } from './turn.ts';

/** Length of what the reason says of the first of them. */
const longestContext = 500;

export function pauseForHeals(turn: Turn): void {
  const { draft, healedInVain } = turn;
  const [first] = healedInVain.values();
  if (first === undefined || draft.status !== 'RUNNING') return;
  const count = healedInVain.size;
  const which = `${plural(count, 'target')} failed although ${count === 1 ? 'it was' : 'they were'} healed`;
  const message = `${which}. ${shorten(first, longestContext)}`;
  pauseFleet(turn, { code: 'heal_failed', message, actor: policy });
  noteFleet(turn, { actor: policy, action: 'paused', reason: message, ordinals: [...healedInVain.keys()] });
}
