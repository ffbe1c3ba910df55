/** The order and the words of rows. */
import { neighbours, ordinalFrom, stepOfKey } from '../../../web/targets/row-order.ts';
import { costInRow, costOf, lastWords, pullRequestName, tookWords, waitWords } from '../../../web/targets/row-words.ts';
import { sortRows } from '../../../web/targets/sort-rows.ts';
import { withTarget } from '../../../web/targets/target-address.ts';

const rows = [
  { ordinal: 0, status: 'PENDING', cost_usd: null, duration_s: null },
  { ordinal: 1, status: 'FAILED', cost_usd: 2, duration_s: 5 },
  { ordinal: 2, status: 'SUCCEEDED', cost_usd: 3, duration_s: 1 },
  { ordinal: 3, status: 'FAILED', cost_usd: 2, duration_s: 9 },
] as const;

test.each([
  [{ by: 'ordinal', descending: true }, [3, 2, 1, 0]],
  [{ by: 'status', descending: false }, [2, 1, 3, 0]],
  [{ by: 'cost', descending: false }, [1, 3, 2, 0]],
  [{ by: 'cost', descending: true }, [2, 1, 3, 0]],
  [{ by: 'took', descending: true }, [3, 1, 2, 0]],
] as const)('sorted by %j', (order, ordinals) => {
  expect(sortRows(rows, order).map(({ ordinal }) => ordinal)).toEqual(ordinals);
});

test('keys go from row to row, and stay at the ends', () => {
  expect(ordinalFrom([4, 7, 9], undefined, 1)).toBe(4);
  expect(ordinalFrom([4, 7, 9], 7, 1)).toBe(9);
  expect(ordinalFrom([4, 7, 9], 9, 1)).toBe(9);
  expect(ordinalFrom([4, 7, 9], 9, -Infinity)).toBe(4);
  expect(ordinalFrom([4, 7, 9], 5, 1)).toBe(4);
  expect(ordinalFrom([], undefined, 1)).toBeUndefined();
  expect([stepOfKey('PageDown', 15), stepOfKey('PageUp', 15), stepOfKey('Tab', 15)]).toEqual([15, -15, undefined]);
});

test('the neighbours of a target are those of the list', () => {
  expect(neighbours([4, 7, 9], 7)).toEqual({ before: 4, after: 9 });
  expect(neighbours([4, 7, 9], 5)).toEqual({ before: 4, after: 7 });
  expect(neighbours([4, 7, 9], 9)).toEqual({ before: 7 });
});

test('what a target waits with', () => {
  const nothing = { waiting: null, waits_for: null, blocked_by: null };
  expect(waitWords(nothing)).toBeUndefined();
  const waiting = { for: 'review', since: '2026-01-01T00:00:00Z', question: null } as const;
  expect(waitWords({ ...nothing, waiting })).toBe('for a review');
  expect(waitWords({ ...nothing, blocked_by: { path: 'lib', status: 'FAILED' } })).toBe('lib failed');
  expect(waitWords({ ...nothing, waits_for: { host: 'github.com', until: '2026-01-01T00:00:00Z' } })).toMatch(
    /^for github.com, until /,
  );
});

test('costs, times and reasons', () => {
  expect([costOf(null), costOf(0.5), tookWords(null), tookWords(154)]).toEqual(['unknown', '$0.50', '–', '2m 34s']);
  expect(costInRow({ attempts: [], cost_usd: null })).toBe('–');
  const failure = { class: 'agent', code: 'X', message: 'exit\u001B[31m code 1\nred', retryable: false, by: 'user' };
  expect(lastWords({ failure, last_line: null, waiting: null })).toBe('exit code 1 red');
  expect(lastWords({ failure: null, last_line: 'step 2', waiting: null })).toBe('step 2');
  expect(lastWords({ failure: null, last_line: null, waiting: null })).toBe('');
  expect([pullRequestName('https://h/o/r/pull/103'), pullRequestName('https://h/x')]).toEqual(['#103', 'open']);
});

test('another target takes the attempt away and keeps the filter', () => {
  const before = new URLSearchParams('status=failed&target=a&attempt=2');
  expect(withTarget(before, 'b/c').toString()).toBe('status=failed&target=b%2Fc');
  expect(withTarget(before, null).toString()).toBe('status=failed');
});
