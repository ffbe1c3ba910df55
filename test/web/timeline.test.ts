/** The axis of a timeline: time in which nothing ran is cut out, order and lengths of what ran stay. */
import * as fc from 'fast-check';
import { busyAxis, type Span } from '../../web/timeline/busy-time.ts';
import { aboutAttempt, lanesOf, type Attempt } from '../../web/timeline/lanes-of-targets.ts';
import { cutInWords, pausesIn } from '../../web/timeline/pauses.ts';
import { tickText, ticksOf, withRoom } from '../../web/timeline/ticks.ts';

const second = 1_000;
const minute = 60 * second;

test('a pause of 20 minutes is cut out between two halves of work', () => {
  const spans = [
    { from: 0, to: 10 * second },
    { from: 10 * second + 20 * minute, to: 20 * second + 20 * minute },
  ];
  const { pieces, busyMs, at } = busyAxis(spans);
  expect(busyMs).toBe(20 * second);
  expect(pieces.map(({ from, to, isCut }) => [from / second, to / second, isCut])).toEqual([
    [0, 10, false],
    [10, 1_210, true],
    [1_210, 1_220, false],
  ]);
  expect(pieces.map(({ size }) => Number(size.toFixed(3)))).toEqual([0.485, 0.03, 0.485]);
  expect([0, 5, 10, 610, 1_210, 1_220].map((s) => Number(at(s * second).toFixed(4)))).toEqual([0, 0.2425, 0.485, 0.5, 0.515, 1]);
});

test('a short stretch stays, and one that goes on until now is cut', () => {
  const spans = [
    { from: 0, to: minute },
    { from: minute + 5 * second, to: 2 * minute },
  ];
  expect(busyAxis(spans).pieces.map(({ isCut }) => isCut)).toEqual([false]);
  expect(busyAxis(spans, 60 * minute).pieces.map(({ from, to, isCut }) => [from, to, isCut])).toEqual([
    [0, 2 * minute, false],
    [2 * minute, 60 * minute, true],
  ]);
  expect(busyAxis([]).pieces).toEqual([]);
  expect(busyAxis([{ from: 7, to: 7 }]).at(7)).toBe(0);
});

const span = fc
  .record({ from: fc.integer({ min: 0, max: 10 ** 7 }), length: fc.integer({ min: 1, max: 10 ** 5 }) })
  .map(({ from, length }): Span => ({ from, to: from + length }));

test('on the axis order stays, all that ran has one scale, and the pieces fill the width', () => {
  fc.assert(
    fc.property(
      fc.array(span, { minLength: 1, maxLength: 30 }),
      fc.option(fc.integer({ min: 0, max: 2 * 10 ** 7 })),
      (spans, until) => {
        const { pieces, busyMs, at } = busyAxis(spans, until ?? undefined);
        expect(pieces.reduce((sum, { size }) => sum + size, 0)).toBeCloseTo(1, 6);
        const joined = pieces.map(({ from, at: place }, index) => [from, place >= (pieces[index - 1]?.at ?? 0)]);
        expect(joined).toEqual(pieces.map((_, index) => [pieces[index - 1]?.to ?? pieces[0]?.from, true]));
        const times = spans.flatMap(({ from, to }) => [from, to]).sort((one, other) => one - other);
        const places = times.map(at);
        expect(places.every((place, index) => index === 0 || place >= (places[index - 1] ?? 2) - 1e-9)).toBe(true);
        const scales = spans.map(({ from, to }) => (at(to) - at(from)) / (to - from));
        for (const scale of scales) expect(scale / (scales[0] ?? 1)).toBeCloseTo(1, 6);
        // Of any moment of work it is known that it ran; so all of it is as long as the union of the spans.
        const cut = pieces.filter(({ isCut }) => isCut).reduce((sum, { from, to }) => sum + to - from, 0);
        const whole = (pieces.at(-1)?.to ?? 0) - (pieces[0]?.from ?? 0);
        expect(busyMs).toBeLessThanOrEqual(whole - cut);
        expect(busyMs).toBeGreaterThanOrEqual(Math.max(...spans.map(({ from, to }) => to - from)));
      },
    ),
  );
});

const entry = (seq: number, action: string, s: number) => ({ seq, action, at: new Date(s * second).toISOString() });

test('pauses are read from the decision log, in any order of its pages', () => {
  const entries = [
    entry(5, 'paused', 100),
    entry(1, 'launched', 0),
    entry(3, 'settled', 20),
    entry(2, 'breached', 10),
    entry(4, 'continued', 50),
  ];
  expect(pausesIn(entries, 130 * second)).toEqual([
    { from: 10 * second, to: 50 * second },
    { from: 100 * second, to: 130 * second },
  ]);
});

test.each([
  [{ from: 0, to: 1_207 * second }, [{ from: 0, to: 1_000 * second }], false, 'paused 20m 7s'],
  [{ from: 0, to: 180 * second }, [], false, 'nothing ran 3m 0s'],
  [{ from: 0, to: 180 * second }, [{ from: 170 * second, to: 500 * second }], false, 'nothing ran 3m 0s'],
  [{ from: 0, to: 180 * second }, [{ from: -5, to: 180 * second }], true, 'paused for 3m 0s'],
])('%j with the pauses %j', (cut, pauses, goesOn, words) => {
  expect(cutInWords(cut, pauses, goesOn)).toBe(words);
});

test('ticks are at whole times of the place, with room between them', () => {
  const axis = busyAxis([{ from: 61 * second, to: 10 * minute }]);
  expect(ticksOf(axis, 0.12, 0)).toMatchObject({
    stepMs: 2 * minute,
    ticks: [2, 4, 6, 8, 10].map((at) => ({ time: at * minute })),
  });
  expect(ticksOf(axis, 0.12, 30 * second).ticks.map(({ time }) => time / second)).toEqual([90, 210, 330, 450, 570]);
  expect(withRoom([{ at: 0.1 }, { at: 0.15 }, { at: 0.4 }], 0.2)).toEqual([{ at: 0.1 }, { at: 0.4 }]);
  const time = new Date(2026, 10, 27, 14, 35, 2).getTime();
  expect([second, minute, 24 * 60 * minute].map((step) => tickText(time, step))).toEqual(['14:35:02', '14:35', 'Nov 27']);
});

test('the attempts of a target are one lane', () => {
  const attempt = (ordinal: number, number: number, from: number, to: number | null): Attempt => ({
    ...{ ordinal, path: `t${ordinal}`, attempt: number, trigger: number === 1 ? 'initial' : 'auto_retry', step: null },
    ...{ status: to === null ? 'RUNNING' : 'FAILED', started_at: new Date(from * second).toISOString() },
    finished_at: to === null ? null : new Date(to * second).toISOString(),
  });
  const [first, second_, other] = [attempt(0, 1, 0, 5), attempt(0, 2, 10, null), attempt(3, 1, 2, 4)];
  expect(lanesOf([first, second_, other], 30 * second)).toEqual([
    { ordinal: 0, path: 't0', attempts: [first, second_], tookMs: 25 * second },
    { ordinal: 3, path: 't3', attempts: [other], tookMs: 2 * second },
  ]);
  expect(aboutAttempt(second_, 30 * second)).toBe('attempt 2, auto retry: Running, 20s so far');
  expect(aboutAttempt({ ...first, step: 'plan' }, 0)).toBe('attempt 1, initial, step plan: Failed, 5s');
});
