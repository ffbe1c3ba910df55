import * as fc from 'fast-check';
import { createSharedBudget } from '../../../../worker/agent/ask/shared-budget.ts';

test('a run holds what it may cost, and gives back what it did not use', () => {
  const budget = createSharedBudget(1);
  const hold = budget.hold(0.4);
  expect([hold?.usd, budget.leftUsd()]).toEqual([0.4, 0.6]);
  hold?.settle(0.1);
  expect(budget.leftUsd()).toBe(0.9);
});

test('a run whose cost is not known counts with all that it held', () => {
  const budget = createSharedBudget(1);
  budget.hold(0.4)?.settle(null);
  expect(budget.leftUsd()).toBe(0.6);
});

test('a run may hold no more than is left, and nothing where nothing is left', () => {
  const budget = createSharedBudget(1);
  expect(budget.hold(0.7)?.usd).toBe(0.7);
  expect(budget.hold(0.7)?.usd).toBe(0.3);
  expect(budget.hold(0.01)).toBeUndefined();
});

test('a run that overshoots leaves nothing, and the next one pays for it', () => {
  const budget = createSharedBudget(1);
  budget.hold(undefined)?.settle(1.2);
  expect(budget.leftUsd()).toBe(0);
  expect(budget.hold(0.1)).toBeUndefined();
});

test('a hold ends once', () => {
  const budget = createSharedBudget(1);
  const hold = budget.hold(0.5);
  hold?.settle(0.2);
  hold?.settle(0);
  expect(budget.leftUsd()).toBe(0.8);
});

test.each([0, -1, Number.NaN])('%d is no budget', (limit) => {
  expect(() => createSharedBudget(limit)).toThrow(RangeError);
});

test('whatever is held and settled in any order, no more is held than was left, and the sum is right', () => {
  const usd = fc.integer({ min: 1, max: 2_000_000 }).map((micros) => micros / 1e6);
  const run = fc.record({ most: fc.option(usd, { nil: undefined }), cost: fc.option(usd), waits: fc.nat(3) });
  fc.assert(
    fc.property(usd, fc.array(run, { maxLength: 20 }), (limit, runs) => {
      const budget = createSharedBudget(limit);
      const open: { readonly at: number; settle(): void }[] = [];
      let used = 0;
      runs.forEach(({ most, cost, waits }, at) => {
        const left = budget.leftUsd();
        const hold = budget.hold(most);
        expect(hold === undefined).toBe(left === 0);
        expect(hold?.usd ?? 0).toBeLessThanOrEqual(left);
        const settle = (): void => {
          hold?.settle(cost);
          used += Math.round((cost ?? hold?.usd ?? 0) * 1e6);
        };
        if (hold) open.push({ at: at + waits, settle });
        for (const each of open.filter((one) => one.at === at)) each.settle();
      });
      for (const each of open.filter((one) => one.at >= runs.length)) each.settle();
      expect(budget.leftUsd()).toBe(Math.max(0, Math.round(limit * 1e6) - used) / 1e6);
    }),
  );
});
