/** What the rest of a fleet may cost, which a sentence about its budget suggests. */
import { usdForRest } from '../../core/budget.ts';

test('one attempt for each target that waits, and for each whose cost is unknown', () => {
  const rest = { knownUsd: 0.1, reservedUsd: 0.2, unknownCount: 1, waiting: 2, targetUsd: 1.5 };
  expect(usdForRest(rest)).toBe(4.8);
});
