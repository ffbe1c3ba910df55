import { budgetText, costText, rangeText } from '../../../../cli/render/fleet/counts.ts';
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

test('the limit of a fleet is told with what running attempts may still cost', () => {
  const cost = { known_usd: 14.2, unknown_count: 1, reserved_usd: 10, limit_usd: 50 };
  expect(costText(cost)).toBe('$14.20 + 1 unknown + $10.00 reserved of $50.00');
  expect(costText({ ...cost, unknown_count: 0, reserved_usd: 0 })).toBe('$14.20 of $50.00');
  expect(costText({ ...cost, limit_usd: null })).toBe('$14.20 + 1 unknown');
  expect(budgetText({ fleet_usd: 50, target_usd: 5, heal_usd: 2 })).toBe('at most $50.00, $5.00 per attempt');
  expect(budgetText({ fleet_usd: null, target_usd: 2.5, heal_usd: 2 })).toBe('$2.50 per attempt');
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
