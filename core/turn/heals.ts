/**
 * Pauses a fleet in which a target failed although it was healed, where its settings say so (semantics 11). A breach of the failure policy
 * goes before; any other reason of a pause is replaced, so that nobody goes on without having seen it.
 * Example: heals of target 3 used up → PAUSING, reason `heal_failed`, with what failed and what is left.
 */
import { isBreach } from '../failure-policy.ts';
import { isPaused, type Reason } from '../fleet.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { plural } from '../text/plural.ts';
import { shorten } from '../text/shorten.ts';
import { pauseFleet } from './pause.ts';
import { noteFleet, policy, type Turn } from './turn.ts';

/** Length of what the reason says of the first of them. */
const longestContext = 500;

export function pauseForHeals(turn: Turn): void {
  const { draft, healedInVain } = turn;
  const [first] = healedInVain.values();
  const lesser = lesserReason(draft);
  if (first === undefined || (draft.status !== 'RUNNING' && lesser === null)) return;
  const count = healedInVain.size;
  const which = `${plural(count, 'target')} failed although ${count === 1 ? 'it was' : 'they were'} healed`;
  const reason = { code: 'heal_failed', message: `${which}. ${shorten(first, longestContext)}`, actor: policy } as const;
  if (lesser === null) pauseFleet(turn, reason);
  else draft.reason = { ...reason, since: lesser.since };
  noteFleet(turn, { actor: policy, action: 'paused', reason: reason.message, ordinals: [...healedInVain.keys()] });
}

/** The reason of a pause that says less of what a person has to look at; null: there is none. The first heal that did not help stays. */
const lesserReason = ({ status, reason }: Pick<Ledger, 'status' | 'reason'>): Reason | null =>
  isPaused(status) && reason !== null && !isBreach(reason.code) && reason.code !== 'heal_failed' ? reason : null;
