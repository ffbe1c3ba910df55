import { at } from '../../../core/ledger/at.ts';

test('an ordinal that the ledger does not have is a bug, and says which', () => {
  expect(at(['a', 'b'], 1)).toBe('b');
  expect(() => at(['a'], 1)).toThrow('ordinal 1');
});
