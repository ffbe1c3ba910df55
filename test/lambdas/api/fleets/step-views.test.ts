import { sumOfKnown } from '../../../../lambdas/api/fleets/read/step-views.ts';

test('the cost of attempts is their sum without the errors of fractions, and not known where that of none is', () => {
  expect(sumOfKnown([{ cost_usd: 0.1 }, { cost_usd: null }, { cost_usd: 0.2 }])).toBe(0.3);
  expect(sumOfKnown([{ cost_usd: null }])).toBeNull();
});
