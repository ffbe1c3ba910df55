import type { Page, PageRequest } from '../../adapters/ports.ts';

/** A page of a list that is there as a whole; the position is an index. */
export function pageOfList<T>(items: readonly T[], { limit, after }: PageRequest): Page<T> {
  const from = after === undefined ? 0 : Number(after);
  const to = from + limit;
  return { items: items.slice(from, to), next: to < items.length ? String(to) : undefined };
}
