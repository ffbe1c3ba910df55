import { estimateSteps, type EstimatedSteps, type NamedWork } from '../../../core/plan/estimate-steps.ts';

const day = '2026-11-20';
const step = (name: string, costs: readonly (number | null)[], more: Partial<NamedWork> = {}): NamedWork => ({
  ...{ name, workflow: 'coding/new-task-v1', usesAgent: true, agent: null, model: null },
  past: costs.map((costUsd) => ({ costUsd, day })),
  ...more,
});
const merge = step('merge', [], { workflow: 'coding/merge-v1', usesAgent: false });
const estimated = (steps: readonly NamedWork[], more: Partial<EstimatedSteps> = {}) =>
  estimateSteps({ steps, targets: 10, budget: null, ...more });
const budget = (fleetUsd: number | null) => ({ fleetUsd, targetUsd: 5, healUsd: 2 });

test('the sum of the steps that run an agent, with where it comes from', () => {
  const review = step('review', [0.1], { agent: 'claude', workflow: 'coding/pr-review-v1' });
  expect(estimated([step('design', [1, 2, 3]), step('verify', [1, 2, 3]), review, merge])).toEqual({
    usd: { low: 31, expected: 41, high: 51 },
    basis:
      'The sum of 3 steps, from 3 finished tasks of coding/new-task-v1 and 1 finished task of coding/pr-review-v1 with the agent claude. One task at each step for each of 10 targets; further batches, heals and what is tried again come on top.',
  });
  expect(estimated([step('design', [1])], { targets: 1 }).basis).toContain('One task at each step for the target;');
});

test('nothing beyond the budget', () => {
  const { usd, basis } = estimated([step('a', [1, 2, 3])], { budget: budget(22) });
  expect([usd, basis]).toEqual([
    { low: 15, expected: 20, high: 22 },
    expect.stringContaining('The budget launches nothing beyond $22.00; without it the high value is $25.00.'),
  ]);
});

test('not known where one step is not, which is named', () => {
  const none = { low: null, expected: null, high: null };
  const one = 'You have no finished task with a known cost like the step b in the last months.';
  expect(estimated([step('a', [1]), step('b', [null]), merge])).toEqual({ usd: none, basis: `${one} There is no budget.` });
  expect(estimated([step('b', [])], { budget: budget(20) }).basis).toBe(`${one} The budget launches nothing beyond $20.00.`);
  expect(estimated([step('b', [])], { budget: budget(null) }).basis).toBe(one);
  expect(estimated([step('b', []), step('c', [])]).basis).toContain('like the steps b, c in');
});

test('nothing where no step runs an agent', () => {
  expect(estimated([merge])).toEqual({
    usd: { low: 0, expected: 0, high: 0 },
    basis: 'No step runs an agent: it costs nothing, unless a command reports a cost.',
  });
});
