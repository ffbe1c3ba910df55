import * as fc from 'fast-check';
import { createSharedBudget } from '../../../../worker/agent/ask/shared-budget.ts';

test('a run reserves what it may cost, and is charged what it did', () => {
  const budget = createSharedBudget(1);
  const reserve = budget.reserve(0.4);
  expect([reserve?.usd, budget.leftUsd()]).toEqual([0.4, 0.6]);
  reserve?.charge(0.1);
  expect(budget.leftUsd()).toBe(0.9);
});

test('a run whose cost is not known is charged all that it had reserved', () => {
  const budget = createSharedBudget(1);
  budget.reserve(0.4)?.charge(null);
  expect(budget.leftUsd()).toBe(0.6);
});

test('a run may reserve no more than is left, and nothing where nothing is left', () => {
  const budget = createSharedBudget(1);
  expect(budget.reserve(0.7)?.usd).toBe(0.7);
  expect(budget.reserve(0.7)?.usd).toBe(0.3);
  expect(budget.reserve(0.01)).toBeUndefined();
});

test('a run that overshoots leaves nothing, and the next one pays for it', () => {
  const budget = createSharedBudget(1);
  budget.reserve(undefined)?.charge(1.2);
  expect(budget.leftUsd()).toBe(0);
  expect(budget.reserve(0.1)).toBeUndefined();
});

test('a reserve ends once', () => {
  const budget = createSharedBudget(1);
  const reserve = budget.reserve(0.5);
  reserve?.charge(0.2);
  reserve?.charge(0);
  expect(budget.leftUsd()).toBe(0.8);
});

test.each([0, -1, Number.NaN])('%d is no budget', (limit) => {
  expect(() => createSharedBudget(limit)).toThrow(RangeError);
});

test('whatever is reserved and charged in any order, no more is reserved than was left, and the sum is right', () => {
  const usd = fc.integer({ min: 1, max: 2_000_000 }).map((micros) => micros / 1e6);
  const run = fc.record({ most: fc.option(usd, { nil: undefined }), cost: fc.option(usd), waits: fc.nat(3) });
  fc.assert(
    fc.property(usd, fc.array(run, { maxLength: 20 }), (limit, runs) => {
      const budget = createSharedBudget(limit);
      const open: { readonly at: number; settle(): void }[] = [];
      let used = 0;
      runs.forEach(({ most, cost, waits }, at) => {
        const left = budget.leftUsd();
        const reserve = budget.reserve(most);
        expect(reserve === undefined).toBe(left === 0);
        expect(reserve?.usd ?? 0).toBeLessThanOrEqual(left);
        const settle = (): void => {
          reserve?.charge(cost);
          used += Math.round((cost ?? reserve?.usd ?? 0) * 1e6);
        };
        if (reserve) open.push({ at: at + waits, settle });
        for (const each of open.filter((one) => one.at === at)) each.settle();
      });
      for (const each of open.filter((one) => one.at >= runs.length)) each.settle();
      expect(budget.leftUsd()).toBe(Math.max(0, Math.round(limit * 1e6) - used) / 1e6);
    }),
  );
});
