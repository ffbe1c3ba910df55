import { itemBytes } from '../../adapters/dynamo/item-bytes.ts';
import { largestLedger } from './largest-ledger.ts';
import { allAtGates, allInReview, crowded, crowdedSteps, harshFleet, longSteps } from './harsh-fleet.ts';
import { Random } from './random.ts';
import { mostBytes, mostBytesOfCrowd, storedBytes } from './stored-bytes.ts';

test('bytes are counted as the table counts them: names and values', () => {
  expect(itemBytes({ pk: 'ä', n: new Uint8Array(10) })).toBeGreaterThanOrEqual(2 + 2 + 1 + 10);
});

test('the ledger of 10,000 targets stays small while all of them wait at a gate, or each is at a step of its own', () => {
  const fleet = harshFleet(10_000, 1_000, false, longSteps(20));
  const atGates = storedBytes(allAtGates(fleet, new Random(1)));
  expect(atGates).toBeGreaterThan(100_000);
  expect(atGates).toBeLessThan(mostBytes);
  expect(storedBytes(allInReview(fleet, new Random(1)))).toBeLessThan(mostBytes);
  for (const share of [0, 0.5, 1]) {
    const crowd = crowdedSteps(crowded(fleet, new Random(2), 0.5), new Random(3), share);
    expect(storedBytes(crowd)).toBeLessThan(mostBytesOfCrowd);
  }
});

test('the ledger of 10,000 targets stays small, however long nothing that it owes can be done', () => {
  const { bytes, status } = largestLedger(10_000, { cancels: true });
  expect(status).not.toBe('RUNNING');
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(mostBytes);
});
