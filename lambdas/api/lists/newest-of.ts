/** A list made from ids that were all read at once. */
import type { Page, PageRequest } from '../../../adapters/page.ts';

/**
 * Lists the rows with these ids, newest first: ids are ULIDs, which sort by time. A position is an id, so a page goes on where
 * the last one ended, even if rows have come or gone since.
 * @param read the rows of some ids, in any order, without those that no longer exist
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
