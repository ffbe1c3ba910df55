import { expectManyFleets, expectReviewedFleets } from './many-fleets.ts';

test('1,000 whole fleets keep their promises under faults, and all of them end', () => expectManyFleets(1_000));

test('200 whole fleets that are reviewed publish nothing but what was approved, and all of them end', () =>
  expectReviewedFleets(200));
