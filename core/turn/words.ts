/**
 * Other words of a person for the attempts at a step (semantics 6). They are kept while the target is unfinished and at that step. The one
 * place that takes a target out of them.
 * Invariant: no list of words is empty, so what is kept is bounded by the retries whose targets go on.
 * Example: words for targets 2 and 3; target 2 ends → words for target 3 alone.
 */
import type { Draft } from '../ledger/draft.ts';

export function forgetWords(draft: Draft, ordinal: number): void {
  const words = draft.words.find(({ targets }) => targets.has(ordinal));
  if (words === undefined) return;
  // `draftOf` has made this set, and only this file writes to it.
  const targets = words.targets as Set<number>;
  targets.delete(ordinal);
  if (targets.size === 0) draft.words = draft.words.filter((each) => each !== words);
}
