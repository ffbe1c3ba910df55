/**
 * The one function that moves a target to another status. Invariant: no move that the table of moves does not have (semantics 1).
 * Example: RUNNING → SUCCEEDED moves; SUCCEEDED → RUNNING throws.
 */
import { at } from '../ledger/at.ts';
import type { Draft } from '../ledger/draft.ts';
import { mayMove, type TargetStatus } from '../fleet.ts';

/** @throws Error where the table has no such move: a defect of the caller, who decides only what is allowed */
export function moveTarget(draft: Draft, ordinal: number, to: TargetStatus): void {
  const from = at(draft.statuses, ordinal);
  if (!mayMove(from, to)) throw new Error(`Target ${String(ordinal)} may not move from ${from} to ${to}.`);
  draft.statuses[ordinal] = to;
}
