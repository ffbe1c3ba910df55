import { estimateCost, type Estimated, type PastTask } from '../../../core/plan/estimate.ts';

const task = (costUsd: number | null, day = '2026-11-20'): PastTask => ({ costUsd, day });
const estimated = (change: Partial<Estimated>) =>
  estimateCost({
    ...{ workflow: 'coding/new-task-v1', usesAgent: true, agent: null, model: null, targets: 100, budget: null },
    past: [task(null, '2026-11-21'), task(10), task(1, '2026-11-19'), task(null), task(3), task(2)],
    ...change,
  });
const budget = { fleetUsd: null, targetUsd: 5, healUsd: 2 };

test('quartiles and median of the known costs, times the targets, with where they come from', () => {
  expect(estimated({})).toEqual({
    usd: { low: 175, expected: 250, high: 475 },
    basis:
      'From 4 finished tasks of coding/new-task-v1 with a known cost, the newest from 2026-11-20; 2 more told no cost. One task for each of 100 targets; what is tried again comes on top.',
  });
});

test('one task is an estimate too, and one target is told as such', () => {
  expect(estimated({ past: [task(0.1)], targets: 1 })).toEqual({
    usd: { low: 0.1, expected: 0.1, high: 0.1 },
    basis:
      'From 1 finished task of coding/new-task-v1 with a known cost, the newest from 2026-11-20. One task for the target; what is tried again comes on top.',
  });
});

test('sums have no errors of fractions', () => {
  expect(estimated({ past: [task(0.1), task(0.2)], targets: 3 }).usd).toEqual({ low: 0.38, expected: 0.45, high: 0.53 });
  expect(estimated({ past: [task(0.7)], targets: 10_000 }).usd.high).toBe(7_000);
});

test('nothing is beyond the budget of the fleet, and the basis says so where it matters', () => {
  const within = estimated({ budget: { ...budget, fleetUsd: 200 } });
  expect(within.usd).toEqual({ low: 175, expected: 200, high: 200 });
  expect(within.basis).toMatch(/ The budget launches nothing beyond \$200\.00; without it the high value is \$475\.00\.$/);
  expect(estimated({ budget: { ...budget, fleetUsd: 475 } })).toEqual(estimated({}));
  expect(estimated({ budget })).toEqual(estimated({}));
});

test('the agent and the model are named where the request names them', () => {
  expect(estimated({ agent: 'claude', model: 'sonnet' }).basis).toContain(
    '4 finished tasks of coding/new-task-v1 with the agent claude and the model sonnet with a known cost',
  );
  expect(estimated({ model: 'sonnet', past: [] }).basis).toContain(
    'of coding/new-task-v1 with the model sonnet in the last months',
  );
});

test.each([
  [{ past: [] }, 'You have no finished task of coding/new-task-v1 in the last months. There is no budget.'],
  [{ past: [task(null)] }, '1 finished task of coding/new-task-v1 told no cost. There is no budget.'],
  [
    { past: [task(null), task(null)], budget: { ...budget, fleetUsd: 50 } },
    '2 finished tasks of coding/new-task-v1 told no cost. The budget launches nothing beyond $50.00.',
  ],
  [
    { past: [], budget },
    'You have no finished task of coding/new-task-v1 in the last months. The budget allows $5.00 for an attempt: $500.00 for one at each of 100 targets.',
  ],
])('without a known cost nothing is known but the budget: %j', (change, told) => {
  expect(estimated(change)).toEqual({ usd: { low: null, expected: null, high: null }, basis: told });
});

test('work without an agent costs nothing', () => {
  expect(estimated({ usesAgent: false, workflow: 'shell/run-v1' })).toEqual({
    usd: { low: 0, expected: 0, high: 0 },
    basis: 'Work of shell/run-v1 runs no agent: it costs nothing, unless its command reports a cost.',
  });
});
