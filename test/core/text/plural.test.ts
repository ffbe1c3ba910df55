import { plural } from '../../../core/text/plural.ts';

test.each([
  [0, '0 targets'],
  [1, '1 target'],
  [2, '2 targets'],
])('%d is written as %s', (count, text) => {
  expect(plural(count, 'target')).toBe(text);
});
