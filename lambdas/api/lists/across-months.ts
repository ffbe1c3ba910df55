/**
 * Reads an index that has a partition for each month as one list, newest first. Positions are `2026-11 <position in the month>`.
 */
import type { Page, PageRequest } from '../../../adapters/page.ts';

/** Months that are read. Fleets and tasks are kept for 400 days after their end, and may have started long before it. */
const oldestMonths = 26;

interface Months {
  /** The store of the index: the months that this process found empty are remembered for it. */
  readonly list: object;
  readonly now: number;
  /** No row older than this is wanted (epoch ms). */
  readonly from?: number | undefined;
}

/** Months that are over and have no rows. They never get any, so each is read once per process. */
const emptyMonths = new WeakMap<object, Set<string>>();

/** Time after which a month is over for certain: no clock is in it any more, and the index has all its rows. */
const settlesMs = 3_600_000;

/** Whether a position is one in a list of months, rather than an id. */
export const isInMonths = (position: string): boolean => position.includes(' ');

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
