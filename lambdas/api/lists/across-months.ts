/** The partitions of an index that has one for each month, read as one list. */
import type { Page, PageRequest } from '../../../adapters/ports.ts';

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
