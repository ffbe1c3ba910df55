import fc from 'fast-check';
import { aboutDuration, formatDuration } from '../../../core/text/duration.ts';

/** Milliseconds of a text that `formatDuration` wrote. */
function read(text: string): number {
  const unit = { h: 3_600_000, m: 60_000, s: 1_000 } as const;
  return [...text.matchAll(/(?<!\d)(\d+)([hms])/g)].reduce(
    (sum, [, count, name]) => sum + Number(count) * unit[name as keyof typeof unit],
    0,
  );
}

test('never shows more than it was, and less than one shown unit is lost', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: 1_000_000_000 }), (ms) => {
      const lost = ms - read(formatDuration(ms));
      expect(lost).toBeGreaterThanOrEqual(0);
      expect(lost).toBeLessThan(ms < 3_600_000 ? 1_000 : 60_000);
    }),
  );
});

test.each([
  [0, '1s'],
  [44_600, '45s'],
  [59_600, '1m'],
  [89_000, '1m'],
  [179_000, '3m'],
  [3_569_000, '59m'],
  [3_571_000, '1h 0m'],
  [3_900_000, '1h 5m'],
  [90_061_000, '25h 1m'],
])('about %d ms is %s', (ms, text) => {
  expect(aboutDuration(ms)).toBe(text);
});
