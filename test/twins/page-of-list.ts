/** Pages of lists in memory. */
import type { Page, PageRequest } from '../../adapters/page.ts';

/** A page of a list; the position is an index into it. */
export function pageOfList<T>(items: readonly T[], { limit, after }: PageRequest): Page<T> {
  const from = after === undefined ? 0 : Number(after);
  const to = from + limit;
  return { items: items.slice(from, to), next: to < items.length ? String(to) : undefined };
}
