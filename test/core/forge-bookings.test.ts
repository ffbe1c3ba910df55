/** Bookings at a forge, as examples and as properties. */
import fc from 'fast-check';
import {
  book,
  giveBack,
  secondsBetween,
  spanMs,
  writesWithin,
  type Bookings,
  type ForgeLimits,
} from '../../core/forge-bookings.ts';

const start = Date.UTC(2026, 10, 5);
const none: Bookings = new Map();
const perMinute = (most: number): ForgeLimits => ({ perMinute: most, perHour: null });

/** Books so many times one write at one moment; answers when each may be made, in seconds after it. */
function secondsOf(times: number, limits: ForgeLimits, writes = 1): number[] {
  let bookings = none;
  return Array.from({ length: times }, () => {
    const booked = book({ bookings, limits, writes, now: start, notBefore: 0 });
    ({ bookings } = booked);
    return (booked.at - start) / 1_000;
  });
}

describe('examples', () => {
  test('what fits is booked for now, the next for when the first has left every minute', () => {
    expect(secondsOf(5, perMinute(2))).toEqual([0, 0, 65, 65, 130]);
  });

  test('the published limits of GitHub: 80 a minute, and 500 in an hour', () => {
    const seconds = secondsOf(501, { perMinute: 80, perHour: 500 });
    expect(seconds.filter((at) => at === 0)).toHaveLength(80);
    expect(seconds[499]).toBe(6 * 65);
    expect(seconds[500]).toBe(3_605);
  });

  test('nothing is in the way where nothing is limited', () => {
    expect(secondsOf(3, { perMinute: null, perHour: null })).toEqual([0, 0, 0]);
    expect(secondsBetween({ perMinute: null, perHour: null }, 1)).toBe(0);
  });

  test('nothing is booked before a time, and such a time may be within a span', () => {
    const asked = { bookings: none, limits: perMinute(1), writes: 1, now: start, notBefore: start + 7_001 };
    const first = book(asked);
    expect(first.at).toBe(start + 7_001);
    expect(book({ ...asked, bookings: first.bookings }).at).toBe(start + 70_000);
  });

  test('a gap before later bookings is used only where it leaves them their room', () => {
    const later: Bookings = new Map([[start / spanMs + 14, 2]]);
    const asked = { bookings: later, limits: perMinute(2), writes: 1, now: start, notBefore: 0 };
    expect(book(asked).at).toBe(start);
    expect(book({ ...asked, now: start + 10_000 }).at).toBe(start + 135_000);
  });

  test('what was given back is free again', () => {
    const { bookings } = book({ bookings: none, limits: perMinute(2), writes: 2, now: start, notBefore: 0 });
    expect(giveBack(bookings, start + 4_999, 1)).toEqual(new Map([[start / spanMs, 1]]));
    expect(giveBack(bookings, start, 2)).toEqual(none);
    expect(giveBack(bookings, start + 5_000, 1)).toEqual(bookings);
  });

  test('a task with more writes than a limit allows takes all of it', () => {
    const limits = { perMinute: 1, perHour: 10 };
    expect(writesWithin(limits, 2)).toBe(1);
    expect(writesWithin({ perMinute: null, perHour: null }, 2)).toBe(2);
    expect(secondsOf(2, limits, writesWithin(limits, 2))).toEqual([0, 65]);
  });

  test('the time between two tasks is that of the stricter limit, and whole tasks count', () => {
    expect(secondsBetween({ perMinute: 80, perHour: 500 }, 1)).toBe(7.2);
    expect(secondsBetween(perMinute(80), 2)).toBe(1.5);
    expect(secondsBetween(perMinute(3), 2)).toBe(60);
    expect(secondsBetween(perMinute(1), 2)).toBe(60);
  });
});

const limit = fc.option(fc.integer({ min: 1, max: 6 }), { nil: null });
const limitsOf = fc.record({ perMinute: limit, perHour: limit.map((most) => (most === null ? null : most * 3)) });
const steps = fc.array(
  fc.record({
    /** Milliseconds since the step before. */
    pause: fc.integer({ min: 0, max: 40_000 }),
    writes: fc.integer({ min: 1, max: 2 }),
    closedFor: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90_000 })),
    /** Where in its span the write is made, as a share. */
    late: fc.double({ min: 0, max: 0.999, noNaN: true }),
    /** Which of the earlier bookings that are still to come is given back. */
    back: fc.option(fc.nat({ max: 10 }), { nil: undefined }),
  }),
  { maxLength: 60 },
);

interface Booked {
  readonly at: number;
  readonly writes: number;
  readonly late: number;
}

/** Follows the steps; answers the bookings that were kept, and what each was asked for. */
function follow(given: { limits: ForgeLimits; steps: typeof steps extends fc.Arbitrary<infer T> ? T : never }) {
  let now = start;
  let bookings = none;
  let kept: Booked[] = [];
  const asked: { earliest: number; at: number }[] = [];
  for (const { pause, writes: wanted, closedFor, late, back } of given.steps) {
    now += pause;
    const writes = writesWithin(given.limits, wanted);
    const booked = book({ bookings, limits: given.limits, writes, now, notBefore: now + closedFor });
    ({ bookings } = booked);
    kept.push({ at: booked.at, writes, late });
    asked.push({ earliest: now + closedFor, at: booked.at });
    const waiting = kept.filter(({ at }) => at > now);
    const returned = back === undefined ? undefined : waiting[back % Math.max(1, waiting.length)];
    if (returned === undefined) continue;
    bookings = giveBack(bookings, returned.at, returned.writes);
    kept = kept.filter((each) => each !== returned);
  }
  return { kept, asked, bookings };
}

/** A write is made when its task may start, or later in the same span. */
const madeAt = ({ at, late }: Booked): number => at + late * ((Math.floor(at / spanMs) + 1) * spanMs - at);

describe('properties', () => {
  test('no minute and no hour holds more than its limit, whenever the writes are made, whatever was given back', () => {
    fc.assert(
      fc.property(fc.record({ limits: limitsOf, steps }), (given) => {
        const { kept, asked } = follow(given);
        const made = kept.map((booked) => ({ ...booked, time: madeAt(booked) }));
        const inside = (from: number, ms: number): number =>
          made.filter(({ time }) => time >= from && time < from + ms).reduce((sum, { writes }) => sum + writes, 0);
        for (const { time } of made) {
          expect(inside(time, 60_000)).toBeLessThanOrEqual(given.limits.perMinute ?? Infinity);
          expect(inside(time, 3_600_000)).toBeLessThanOrEqual(given.limits.perHour ?? Infinity);
        }
        for (const { earliest, at } of asked) expect(at).toBeGreaterThanOrEqual(earliest);
      }),
    );
  });

  test('the time is the earliest one: no span before has room', () => {
    fc.assert(
      fc.property(fc.record({ limits: limitsOf, steps }), fc.integer({ min: 0, max: 30_000 }), (given, pause) => {
        const { bookings } = follow({ ...given, steps: given.steps.slice(0, 30) });
        const now = start + 600_000 + pause;
        const { at } = book({ bookings, limits: given.limits, writes: 1, now, notBefore: 0 });
        const sumOf = (first: number, spans: number): number =>
          [...bookings].filter(([span]) => span >= first && span < first + spans).reduce((sum, [, writes]) => sum + writes, 0);
        const isFull = (span: number, most: number | null, spans: number): boolean =>
          most !== null && Array.from({ length: spans }, (_, n) => sumOf(span - n, spans)).some((sum) => sum + 1 > most);
        for (let span = Math.floor(now / spanMs); span < Math.floor(at / spanMs); span += 1) {
          expect(isFull(span, given.limits.perMinute, 13) || isFull(span, given.limits.perHour, 721)).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('those that ask at one moment are served in their order', () => {
    fc.assert(
      fc.property(limitsOf, fc.integer({ min: 1, max: 50 }), (limits, times) => {
        const seconds = secondsOf(times, limits);
        expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
      }),
    );
  });

  test('bookings that count no more are forgotten', () => {
    fc.assert(
      fc.property(fc.record({ limits: limitsOf, steps }), (given) => {
        const { bookings } = follow(given);
        const last = Math.max(start, ...[...bookings.keys()].map((span) => span * spanMs));
        const asked = { limits: given.limits, writes: 1, now: last + 3_610_000, notBefore: 0 };
        expect(book({ ...asked, bookings }).bookings.size).toBe(1);
      }),
    );
  });
});
