/**
 * The one place that says in which run of the workflow a target's child is. A child waits for the slot of its target, creates the
 * task, and ends. A child of another run than the one noted here ends at its next look.
 * Invariant: a target that has ended has no child.
 * Example: a PENDING target with a child is skipped → no child, `wake` owed: the answer tells the child to end.
 */
import { at } from '../ledger/ordinals.ts';
import type { Draft } from '../ledger/draft.ts';
import { clearMark, owe, oweInstead } from './marks.ts';

/** Notes that the child of the target is in this run. */
export function setChild(draft: Draft, ordinal: number, run: number): void {
  // `draftOf` has made this array, and only this file writes to it.
  const children = draft.children as number[];
  children[ordinal] = run;
}

/** The target needs no child any more: one that waits is told to end, in place of anything else that is owed. */
export function releaseChild(draft: Draft, ordinal: number): void {
  const hasChild = at(draft.children, ordinal) !== 0;
  setChild(draft, ordinal, 0);
  if (hasChild) oweInstead(draft, ordinal, 'wake');
  else if (draft.owed[ordinal] !== 'wake') clearMark(draft, ordinal);
}

/** The task of the target was created: its child has done its work, and ends by itself. One of older code waits to be told. */
export function childIsDone(draft: Draft, ordinal: number): void {
  const run = at(draft.children, ordinal);
  const owed = at(draft.owed, ordinal);
  setChild(draft, ordinal, 0);
  // `wake` without a child is the last word to one that was noted before.
  if (owed === 'child' || owed === 'child-in-run' || (owed === 'wake' && run !== 0)) clearMark(draft, ordinal);
  if (run !== 0 && run === draft.wholeRun) owe(draft, ordinal, 'wake');
}
