/** Reads an index page by page until enough rows fit a filter. Positions are exact: no row is shown twice or left out. */
import type { Page, PageRequest } from '../../../adapters/page.ts';

export interface Walk<T> {
  readonly limit: number;
  readonly after: string | undefined;
  readonly fetch: (page: PageRequest) => Promise<Page<T>>;
  readonly fits: (row: T) => boolean;
  /** Whether the list ends before this row. */
  readonly isPast?: (row: T) => boolean;
}

/** Most pages that one request reads. The caller goes on with the token, even if the page has no rows. */
const mostReads = 40;

export async function walk<T>({ limit, after, fetch, fits, isPast = () => false }: Walk<T>): Promise<Page<T>> {
  const items: T[] = [];
  let next = after;
  for (let reads = 0; reads < mostReads; reads += 1) {
    // Asks for no more rows than are missing, so that the position after the page is the one after the last row taken.
    const page = await fetch({ limit: limit - items.length, after: next });
    const end = page.items.findIndex(isPast);
    items.push(...(end < 0 ? page.items : page.items.slice(0, end)).filter(fits));
    next = end < 0 ? page.next : undefined;
    if (next === undefined || items.length >= limit) break;
  }
  return { items, next };
}
