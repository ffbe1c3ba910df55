import { numberAt } from '../../../core/graph/number-at.ts';

test('a place that a list does not have is a bug, and is told', () => {
  expect(numberAt(new Uint32Array([7]), 0)).toBe(7);
  expect(() => numberAt([7], 1)).toThrow('There is no number at the place 1');
});
