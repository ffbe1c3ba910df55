import { itemBytes } from '../../adapters/dynamo/item-bytes.ts';
import { largestLedger } from './largest-ledger.ts';
import { mostBytes } from './stored-bytes.ts';

test('bytes are counted as the table counts them: names and values', () => {
  expect(itemBytes({ pk: 'ä', n: new Uint8Array(10) })).toBeGreaterThanOrEqual(2 + 2 + 1 + 10);
});

test.each([{ cancels: true }])(
  'the ledger of 10,000 targets stays small, however long nothing that it owes can be done: %j',
  (life) => {
    const { bytes, status } = largestLedger(10_000, life);
    expect(status).not.toBe('RUNNING');
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(mostBytes);
  },
);
