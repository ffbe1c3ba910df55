/**
 * The one place that changes what is owed for a target. Each target has one mark; a turn sets it, an effect does what it says,
 * and the mark is cleared afterwards.
 *
 * | mark             | what is owed                                                                | rank |
 * | ---------------- | --------------------------------------------------------------------------- | ---- |
 * | `none`           | nothing                                                                     | 0    |
 * | `wake`           | answer the token of the target's child: it looks again, or ends             | 1    |
 * | `child`          | a child for the target, in the next run of the workflow                     | 2    |
 * | `child-in-run`   | the same, in the run whose start is owed (`startOwed`)                      | 2    |
 * | `close`          | close the key of the attempt: no task can be created with it any more       | 3    |
 * | `cancel`         | close the key, and cancel the task if there is one                          | 3    |
 * | `cancel-overdue` | the same, because the time is over: the target becomes LOST when it ends    | 3    |
 * | `cancel-failed`  | the same, because a person failed the target: it becomes FAILED             | 3    |
 *
 * Invariant: `owe` never lowers the rank of a mark and never changes a mark of the same rank; only `oweInstead` does.
 * Example: `child` owed, then `wake` → `child` stays, for a new child looks anyway; then `cancel` → `cancel`.
 */
import { at } from '../ledger/ordinals.ts';
import type { Draft } from '../ledger/draft.ts';
import type { OwedMark } from '../ledger/ledger.ts';

type Debt = Exclude<OwedMark, 'none'>;

const rank: Readonly<Record<OwedMark, number>> = {
  none: 0,
  wake: 1,
  child: 2,
  'child-in-run': 2,
  cancel: 3,
  close: 3,
  'cancel-overdue': 3,
  'cancel-failed': 3,
};

/** Marks what is owed for a target, unless its mark has this rank already, or a higher one. */
export function owe(draft: Draft, ordinal: number, mark: Debt): void {
  if (rank[mark] > rank[at(draft.owed, ordinal)]) setMark(draft, ordinal, mark);
}

/** Marks what is owed for a target in place of its mark: for a change of the target that makes the old debt pointless. */
export function oweInstead(draft: Draft, ordinal: number, mark: Debt): void {
  setMark(draft, ordinal, mark);
}

/** Nothing is owed for a target any more: it was done, or is pointless now. */
export function clearMark(draft: Draft, ordinal: number): void {
  setMark(draft, ordinal, 'none');
}

function setMark(draft: Draft, ordinal: number, mark: OwedMark): void {
  // `draftOf` has made this array, and only this file writes to it.
  const owed = draft.owed as OwedMark[];
  owed[ordinal] = mark;
}
