import { at, ordinalsWhere, rangesOf } from '../../../core/ledger/ordinals.ts';

test('an ordinal that the ledger does not have is a bug, and says which', () => {
  expect(at(['a', 'b'], 1)).toBe('b');
  expect(() => at(['a'], 1)).toThrow('ordinal 1');
});

test('ordinals are found by the value, or by what else is known of them', () => {
  expect(ordinalsWhere(['a', 'b', 'a'], (value) => value === 'a')).toEqual([0, 2]);
  expect(ordinalsWhere(['a', 'b', 'a'], (_, ordinal) => ordinal > 0)).toEqual([1, 2]);
});

test.each([
  { ordinals: [], ranges: [] },
  { ordinals: [5], ranges: [[5, 5]] },
  {
    ordinals: [7, 1, 3, 2],
    ranges: [
      [1, 3],
      [7, 7],
    ],
  },
  { ordinals: [2, 2, 3], ranges: [[2, 3]] },
])('$ordinals are the ranges $ranges', ({ ordinals, ranges }) => {
  expect(rangesOf(ordinals)).toEqual(ranges);
});
