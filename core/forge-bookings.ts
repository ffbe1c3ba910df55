/**
 * Books writes at a forge for a time at which the forge allows them. Time is cut into spans of five seconds, and a booking is a number
 * of writes in a span. Invariant: no 60 seconds and no hour, wherever they begin, hold more booked writes than the limits say, whenever
 * in its span each write is made. For that, a minute counts as the 13 spans that it may touch, and an hour as 721.
 * Example: 2 a minute, at most; writes at 0 s and 2 s → the third is booked for 65 s.
 */

/** Writes that a forge allows in any 60 seconds, and in any hour; null: any number. */
export interface ForgeLimits {
  readonly perMinute: number | null;
  readonly perHour: number | null;
}

/** The booked writes by their span: span 2 begins 10 s after the epoch. */
export type Bookings = ReadonlyMap<number, number>;

export const spanMs = 5_000;

interface Limit {
  /** Writes at most. */
  readonly most: number;
  readonly seconds: number;
  /** The spans that so many seconds may touch. */
  readonly spans: number;
}

function limitsIn({ perMinute, perHour }: ForgeLimits): readonly Limit[] {
  const given = [
    { most: perMinute, seconds: 60 },
    { most: perHour, seconds: 3_600 },
  ];
  return given.flatMap(({ most, seconds }) => (most === null ? [] : [{ most, seconds, spans: (seconds * 1_000) / spanMs + 1 }]));
}

/** Older spans are in no minute and no hour that a new booking is in. */
const longestSpans = 3_600_000 / spanMs + 1;

const spanOf = (ms: number): number => Math.floor(ms / spanMs);

/** The writes to book: a task with more of them than a limit allows takes all that it allows, or it could never begin. */
export const writesWithin = (limits: ForgeLimits, writes: number): number =>
  Math.min(writes, ...limitsIn(limits).map(({ most }) => most));

/** Seconds between two tasks with so many writes in the long run; 0 where nothing is limited. */
export const secondsBetween = (limits: ForgeLimits, writes: number): number =>
  Math.max(0, ...limitsIn(limits).map(({ most, seconds }) => seconds / Math.floor(most / writesWithin(limits, writes))));

export interface AskedBooking {
  readonly bookings: Bookings;
  readonly limits: ForgeLimits;
  /** As `writesWithin` answers them. */
  readonly writes: number;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Nothing is booked before. */
  readonly notBefore: number;
}

/**
 * Books the earliest time at which the writes are allowed. Answers that time, which is `now` where nothing is in the way, and all
 * bookings that still count.
 */
export function book({ bookings, limits, writes, now, notBefore }: AskedBooking): { bookings: Bookings; at: number } {
  const earliest = Math.max(now, notBefore);
  const rules = limitsIn(limits);
  let span = spanOf(earliest);
  for (let next: number | undefined = span; next !== undefined; next = afterFullest(bookings, span, rules, writes)) span = next;
  const counting = [...bookings].filter(([booked]) => booked > spanOf(now) - longestSpans);
  const own = bookings.get(span) ?? 0;
  return { bookings: new Map([...counting, [span, own + writes]]), at: Math.max(earliest, span * spanMs) };
}

/** A later span, before which no span has room; undefined where this one has room. The later one may have none either. */
function afterFullest(bookings: Bookings, span: number, rules: readonly Limit[], writes: number): number | undefined {
  const after = rules.map(({ most, spans }) => afterLastFull(bookings, span, { spans, room: most - writes }));
  const latest = Math.max(...after.map((next) => next ?? span));
  return latest > span ? latest : undefined;
}

/**
 * The span after the last of those stretches that hold this span and have no room; undefined if all have. No earlier span helps, since
 * it is in that stretch too.
 */
function afterLastFull(
  bookings: Bookings,
  span: number,
  { spans, room }: { readonly spans: number; readonly room: number },
): number | undefined {
  const at = (place: number): number => bookings.get(place) ?? 0;
  let sum = 0;
  for (let place = span; place < span + spans; place += 1) sum += at(place);
  for (let first = span; first > span - spans; first -= 1) {
    if (sum > room) return first + spans;
    sum += at(first - 1) - at(first + spans - 1);
  }
  return undefined;
}

/** The bookings without one that was not used. @param at the time that was booked, epoch milliseconds */
export function giveBack(bookings: Bookings, at: number, writes: number): Bookings {
  const span = spanOf(at);
  const left = (bookings.get(span) ?? 0) - writes;
  const others = [...bookings].filter(([booked]) => booked !== span);
  return new Map(left > 0 ? [...others, [span, left]] : others);
}
