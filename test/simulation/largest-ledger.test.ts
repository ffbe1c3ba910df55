import { itemBytes, largestLedger } from './largest-ledger.ts';

/** What one item of the table may hold. */
const itemLimit = 400 * 1_024;

test('bytes are counted as the table counts them: names and values', () => {
  expect(itemBytes({ pk: 'ä', n: new Uint8Array(10) })).toBeGreaterThanOrEqual(2 + 2 + 1 + 10);
});

test.each([{ cancels: true }, { outage: 30 }])('the ledger of 10,000 targets fits into its item: %j', (life) => {
  const { bytes, status } = largestLedger(10_000, life);
  expect(status).not.toBe('RUNNING');
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(itemLimit);
});
