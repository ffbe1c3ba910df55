import type { Page, PageRequest } from '../../../adapters/ports.ts';

/**
 * Rows with these ids as one list, newest first, as ids (ULIDs) sort by their time. Positions are ids, so that a page goes on where the
 * last one ended, whatever has come or gone since.
 * @param read the rows of some ids, in any order; those that are gone are left out
 */
export function newestOf<T>(
  ids: readonly string[],
  read: (ids: readonly string[]) => Promise<readonly T[]>,
  idOf: (row: T) => string,
): (page: PageRequest) => Promise<Page<T>> {
  const newestFirst = ids.toSorted().reverse();
  return async ({ limit, after }) => {
    const left = after === undefined ? newestFirst : newestFirst.filter((id) => id < after);
    const page = left.slice(0, limit);
    const rows = page.length === 0 ? [] : await read(page);
    const items = rows.toSorted((a, b) => (idOf(a) < idOf(b) ? 1 : -1));
    return { items, next: left.length > page.length ? page.at(-1) : undefined };
  };
}
