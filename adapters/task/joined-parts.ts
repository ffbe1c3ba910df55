/** Joins the parts of a task's output that one hold stored. Invariant: the text has no gap. */
import { limits } from '../../contracts/limits.ts';
import { lastBytes } from '../../core/text/last-bytes.ts';
import type { OutputPart } from '../task-stores.ts';

/**
 * The end of the output. While the parts are read, a worker may replace some of the oldest ones by newer ones. Where a part between
 * others is missing therefore, only the parts after it are joined.
 */
export function joinedParts(parts: readonly Pick<OutputPart, 'number' | 'text'>[]): string {
  const newestFirst = [...parts].sort((a, b) => b.number - a.number);
  const newest = newestFirst[0]?.number ?? 0;
  const unbroken = newestFirst.filter(({ number }, index) => number === newest - index);
  const text = unbroken.map((part) => part.text).reverse();
  return Buffer.from(lastBytes(text.join(''), limits.outputBytes)).toString();
}
