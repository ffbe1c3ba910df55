import { stepCountsOf } from '../../../core/ledger/step-counts.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import type { StepRule } from '../../../core/settings.ts';
import { fleetOf } from '../fleet-world.ts';

const step = (name: string, gate = false): StepRule => ({
  ...{ name, gate, timeoutS: 60, budgetUsd: null, batches: false, usesAgent: true, merges: false },
});

test('a fleet without steps has no counts of steps', () => {
  expect(stepCountsOf(fleetOf(3))).toEqual([]);
});

test('targets are counted by how they stand with each step', () => {
  const ledger: Ledger = {
    ...fleetOf(9, 2, 0, { steps: [step('design'), step('build'), step('merge', true)] }),
    statuses: ['PENDING', 'RUNNING', 'QUEUED', 'PENDING', 'PENDING', 'SUCCEEDED', 'FAILED', 'LOST', 'SKIPPED'],
    atSteps: [0, 0, 1, 2, 1, 2, 1, 0, 2],
    gates: new Map([[3, 10]]),
    waiting: new Map([[4, 10]]),
  };
  expect(stepCountsOf(ledger)).toEqual([
    { name: 'design', pending: 1, running: 1, waiting: 0, done: 6, failed: 1 },
    { name: 'build', pending: 3, running: 1, waiting: 1, done: 3, failed: 1 },
    { name: 'merge', pending: 7, running: 0, waiting: 1, done: 1, failed: 0 },
  ]);
});
