/** Walks an index page by page until enough rows fit a filter. Positions are exact: nothing is shown twice or left out. */
import type { Page, PageRequest } from '../../../adapters/ports.ts';
import { refuse, type Answer } from '../answer.ts';
import type { PageTokens } from './page-token.ts';

export interface Walk<T> {
  readonly limit: number;
  readonly after: string | undefined;
  readonly fetch: (page: PageRequest) => Promise<Page<T>>;
  readonly fits: (row: T) => boolean;
  /** True from the first row on that ends the list. */
  readonly isPast?: (row: T) => boolean;
}

/** A request reads so many pages at most; the caller goes on with the token, even after a page without rows. */
const mostReads = 40;

export async function walk<T>({ limit, after, fetch, fits, isPast = () => false }: Walk<T>): Promise<Page<T>> {
  const items: T[] = [];
  let next = after;
  for (let reads = 0; reads < mostReads; reads += 1) {
    // Never more than is missing, so that the position after the page is the position after the last row taken.
    const page = await fetch({ limit: limit - items.length, after: next });
    const end = page.items.findIndex(isPast);
    items.push(...(end < 0 ? page.items : page.items.slice(0, end)).filter(fits));
    next = end < 0 ? page.next : undefined;
    if (next === undefined || items.length >= limit) break;
  }
  return { items, next };
}

/** Months kept: 400 days after a fleet's end, and what a long one may have waited before. */
const oldestMonths = 26;

interface Months {
  /** The store whose list it is: what this process learns of its months is kept with it. */
  readonly list: object;
  readonly now: number;
  /** Nothing from before this time is asked for (epoch ms). */
  readonly from?: number | undefined;
}

/** A month that is over and has nothing never gets anything: it is read once per process. */
const emptyMonths = new WeakMap<object, Set<string>>();

/** By then all clocks have left a month, and its index has all of it. */
const settlesMs = 3_600_000;

/** Whether a list that goes on there goes through the months. */
export const isInMonths = (position: string): boolean => position.includes(' ');

/** All months as one list, newest first, from an index that has one partition a month. Positions are `2026-11 <position>`. */
export function acrossMonths<T>(
  { list, now, from = 0 }: Months,
  fetchMonth: (month: string, page: PageRequest) => Promise<Page<T>>,
) {
  const current = monthAt(now, 0);
  const over = monthAt(now - settlesMs, 0);
  const oldest = [monthAt(now, oldestMonths), monthAt(from, 0)].reduce((a, b) => (a > b ? a : b));
  const empty = emptyMonths.get(list) ?? new Set();
  emptyMonths.set(list, empty);
  const before = (month: string): string | undefined => {
    const earlier = monthAt(Date.parse(`${month}-01T00:00:00Z`), 1);
    if (earlier < oldest) return undefined;
    return empty.has(earlier) ? before(earlier) : earlier;
  };
  return async ({ limit, after }: PageRequest): Promise<Page<T>> => {
    const [month = current, within] = after?.split(' ') ?? [];
    const page = await fetchMonth(month, { limit, after: within === '' ? undefined : within });
    if (page.next !== undefined) return { items: page.items, next: `${month} ${page.next}` };
    if (page.items.length === 0 && !within && month < over) empty.add(month);
    const earlier = before(month);
    return { items: page.items, next: earlier === undefined ? undefined : `${earlier} ` };
  };
}

function monthAt(time: number, monthsBefore: number): string {
  const date = new Date(time);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - monthsBefore, 1)).toISOString().slice(0, 7);
}

export const brokenToken: Answer = refuse('VALIDATION_ERROR', 'next_token is not one of this list: start again without it.', {
  details: [
    { path: '/next_token', code: 'INVALID_VALUE', message: 'next_token is broken, or of another list, filter or caller.' },
  ],
});

/** Where a list goes on; `ok: false` for a token that is not this list's. */
export function positionOf(
  pages: PageTokens,
  token: string | undefined,
): { ok: true; after: string | undefined } | { ok: false } {
  if (token === undefined) return { ok: true, after: undefined };
  const after = pages.read(token);
  return after === undefined ? { ok: false } : { ok: true, after };
}

export const pageAnswer = (items: readonly unknown[], next: string | undefined, pages: PageTokens): Answer => ({
  kind: 'page',
  items,
  next: next === undefined ? undefined : pages.sign(next),
});
