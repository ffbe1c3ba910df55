import { largestLedger } from './largest-ledger.ts';
import { mostBytes } from './stored-bytes.ts';

test.each([
  { outage: 30 },
  { outage: 40, commands: true },
  { outage: 20, commands: true, crowded: 0.9, seed: 8 },
  { steps: 2, seed: 11 },
])('the ledger of 10,000 targets stays small while nothing that it owes can be done: %j', (life) => {
  const { bytes, status } = largestLedger(10_000, life);
  expect(status).not.toBe('RUNNING');
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(mostBytes);
});
