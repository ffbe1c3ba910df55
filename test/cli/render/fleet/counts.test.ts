import { costText, rangeText } from '../../../../cli/render/fleet/counts.ts';
import { progressBar } from '../../../../cli/render/fleet/progress-bar.ts';

test.each([
  [0.2, 0.4, '1s'],
  [20, 40, '20–40s'],
  [300, 480, '5–8m'],
  [290, 310, '5m'],
  [50, 130, '50s–2m 10s'],
])('%d to %d seconds are %s', (low, high, text) => {
  expect(rangeText(low, high)).toBe(text);
});

test('an unknown cost is told, not counted as nothing', () => {
  const cost = { known_usd: 14.2, unknown_count: 0, reserved_usd: 0, limit_usd: null };
  expect([costText(cost), costText({ ...cost, unknown_count: 2 })]).toEqual(['$14.20', '$14.20 + 2 unknown']);
});

test.each([
  [0, 0, 20],
  [0, 9, 0],
  [1, 10_000, 1],
  [9_999, 10_000, 19],
  [9, 9, 20],
])('of %d/%d done the bar fills %d of 20', (done, total, filled) => {
  expect(progressBar(done, total)).toBe('█'.repeat(filled) + '░'.repeat(20 - filled));
});
