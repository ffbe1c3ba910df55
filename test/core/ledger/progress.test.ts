import fc from 'fast-check';
import { progressOf } from '../../../core/ledger/progress.ts';
import { bucketOf, quantile } from '../../../core/ledger/histogram.ts';
import type { Ledger, Wait } from '../../../core/ledger/ledger.ts';
import { fleetOf } from '../fleet-world.ts';

const running: Ledger = {
  ...fleetOf(12, 5),
  status: 'RUNNING',
  startedAt: 0,
  statuses: [...Array<'SUCCEEDED'>(7).fill('SUCCEEDED'), 'FAILED', 'RUNNING', 'RUNNING', 'PENDING', 'PENDING'],
  classes: [...Array<null>(7).fill(null), 'agent', null, null, null, null],
  slots: new Map([
    [8, { since: 528_000 }],
    [9, { since: 700_000 }],
  ]),
  cost: { knownUsd: 3.42, unknownCount: 1 },
  durations: new Map([[bucketOf(200_000), 8]]),
};

test('the progress object tells counts, shares, time, cost and failures', () => {
  expect(progressOf(running, 840_000)).toMatchObject({
    total: 12,
    finished: 8,
    counts: { PENDING: 2, RUNNING: 2, SUCCEEDED: 7, FAILED: 1, QUEUED: 0 },
    percent_done: 66.7,
    percent_failed_of_finished: 12.5,
    percent_failed_of_total: 8.3,
    elapsed_s: 840,
    cost: { known_usd: 3.42, unknown_count: 1, limit_usd: null },
    failures: { agent: 1 },
    oldest_running_s: 312,
  });
});

test('the estimate comes from finished targets, once there are three, and ends with the fleet', () => {
  const eta = progressOf(running, 840_000).eta_s;
  expect(eta?.low).toBeGreaterThan(180);
  expect(eta?.high).toBeLessThan(225);
  expect(progressOf({ ...running, durations: new Map([[60, 2]]) }, 1).eta_s).toBeNull();
  const over: Ledger = { ...running, statuses: running.statuses.map(() => 'SUCCEEDED'), finishedAt: 1_000 };
  expect(progressOf(over, 999_999)).toMatchObject({ eta_s: null, elapsed_s: 1 });
});

test('the estimate knows the pace: launches per minute, and a ramp', () => {
  const quick = { ...running, durations: new Map([[bucketOf(1_000), 8]]) };
  expect(progressOf(quick, 840_000).eta_s?.high).toBeLessThan(3);
  // Two are left to launch.
  const paced = progressOf({ ...quick, settings: { ...quick.settings, launchesPerMinute: 3 } }, 840_000).eta_s;
  expect(paced?.low).toBeGreaterThanOrEqual(40);
  expect(paced?.high).toBeLessThan(45);
  const none = running.statuses.map((): 'PENDING' => 'PENDING');
  const settings = { ...running.settings, maxConcurrency: 8, ramp: { start: 1, factor: 2 } };
  const ramped = { ...running, statuses: none, settings };
  // 1, 2, 4, then 5 of 8.
  expect(progressOf(ramped, 0).eta_s?.low).toBeGreaterThan(4 * 180);
  expect(progressOf(ramped, 0).eta_s?.high).toBeLessThan(4 * 225);
});

test('time in which the fleet was paused is no active time', () => {
  const paused: Ledger = { ...running, status: 'PAUSED', pausedAt: 600_000, waitedMs: 100_000 };
  expect(progressOf(paused, 840_000)).toMatchObject({ elapsed_s: 840, active_s: 500 });
  expect(progressOf({ ...running, waitedMs: 100_000 }, 840_000)).toMatchObject({ active_s: 740 });
  expect(progressOf({ ...running, waitedMs: 100_000, finishedAt: 700_000 }, 999_999)).toMatchObject({ active_s: 600 });
});

test('a failure without a known class counts as unknown, and nothing has run before the start', () => {
  expect(progressOf({ ...running, classes: running.classes.map(() => null) }, 0).failures).toEqual({ unknown: 1 });
  expect(progressOf(fleetOf(2), 5_000)).toMatchObject({ elapsed_s: 0, oldest_running_s: null, percent_failed_of_finished: 0 });
});

test('a quartile of the histogram is right to about a tenth', () => {
  const histogram = new Map([
    [bucketOf(1_000), 1],
    [bucketOf(60_000), 2],
    [bucketOf(600_000), 1],
  ]);
  expect(quantile(histogram, 0.5) / 60_000).toBeCloseTo(1, 0);
  expect(quantile(histogram, 0.9) / 600_000).toBeCloseTo(1, 0);
  expect(quantile(new Map(), 0.5)).toBe(0);
});

describe('targets that wait for a forge', () => {
  /** One target waits for each of these; `pending` more follow, and three have ended in a second each. */
  const waiting = (waits: readonly Wait[], pending: number): Ledger => ({
    ...fleetOf(3 + waits.length + pending, 50),
    status: 'RUNNING',
    startedAt: 0,
    statuses: [
      ...Array<'SUCCEEDED'>(3).fill('SUCCEEDED'),
      ...waits.map(() => 'QUEUED' as const),
      ...Array<'PENDING'>(pending).fill('PENDING'),
    ],
    slots: new Map(waits.map((wait, n) => [3 + n, { since: 0, waits: wait }])),
    durations: new Map([[bucketOf(1_000), 3]]),
  });
  const github = (until: number, everyMs = 6_000): Wait => ({ host: 'github.com', until, everyMs });
  const etaOf = (ledger: Ledger, now = 0) => progressOf(ledger, now).eta_s ?? { low: NaN, high: NaN };

  test('put the end off: the last of them, then those that are PENDING at the pace of the forge', () => {
    expect(etaOf(waiting([github(20_000), github(30_000)], 10))).toEqual({ low: 91, high: 91 });
    expect(etaOf(waiting([github(20_000), github(30_000)], 10), 30_000).high).toBeLessThan(3);
    // Half of the PENDING ones are counted for each host.
    const other = { ...github(25_000, 1_000), host: 'git.acme.example' };
    expect(etaOf(waiting([github(20_000), other], 10))).toEqual({ low: 51, high: 51 });
    // Too little is known without three durations.
    expect(progressOf({ ...waiting([github(20_000)], 1), durations: new Map() }, 0).eta_s).toBeNull();
  });

  test('are not counted as running for long', () => {
    const ledger = waiting([github(20_000)], 1);
    expect(progressOf(ledger, 19_000).oldest_running_s).toBeNull();
    expect(progressOf(ledger, 21_000).oldest_running_s).toBe(21);
  });

  const waits = fc.array(
    fc.record({
      host: fc.constantFrom('a.example', 'b.example', 'c.example'),
      until: fc.integer({ min: -100_000, max: 10_000_000 }),
      everyMs: fc.integer({ min: 0, max: 60_000 }),
    }),
    { maxLength: 8 },
  );

  test('never make the estimate end before one of them goes on, and never shorten it', () => {
    fc.assert(
      fc.property(waits, fc.nat(20), fc.integer({ min: 0, max: 1_000_000 }), (each, pending, later) => {
        const ledger = waiting(each, pending);
        const { low, high } = etaOf(ledger);
        fc.pre(!Number.isNaN(low));
        expect(high).toBeGreaterThanOrEqual(low);
        expect(low * 1_000).toBeGreaterThan(Math.max(...each.map(({ until }) => until)));
        const without = etaOf({ ...ledger, slots: new Map([...ledger.slots].map(([o, { since }]) => [o, { since }])) });
        expect(low).toBeGreaterThanOrEqual(without.low);
        const putOff = waiting(
          each.map((wait) => ({ ...wait, until: wait.until <= 0 ? wait.until : wait.until + later })),
          pending,
        );
        expect(etaOf(putOff).low).toBeGreaterThanOrEqual(low);
        // Every target that is PENDING comes after one more pause.
        const more = waiting(each, pending + 1);
        expect(etaOf(more).low).toBeGreaterThanOrEqual(low);
      }),
    );
  });
});
