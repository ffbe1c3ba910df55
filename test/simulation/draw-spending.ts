/**
 * What a world's fleet may cost, and what its agents do besides their work: they ask, and their credentials are refused. Drawn aside, so that
 * a world without any of it is as it was before.
 */
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import type { Rejection } from '../../core/failure.ts';
import type { Random } from './random.ts';

export interface Spending {
  /** Draws of its own. */
  readonly random: Random;
  readonly budget: SubmitRequest['budget'];
  /** Share of tasks that end with a question, of those that are refused, and of those whose cost is unknown. */
  readonly asking: number;
  readonly refused: number;
  readonly unknown: number;
  /** Seconds from and to which no task is created, because the budget of the owner's day is used up. */
  readonly usedUp: { readonly from: number; readonly to: number } | undefined;
  /** How many edits of the budget come at random moments. */
  readonly edits: number;
  /** A person comes back to a fleet that waits within so many seconds. */
  readonly patienceS: number;
}

/** Undefined: the fleet has no budget, and its agents do their work or fail. */
export function drawSpending(random: Random, faultySeconds: number): Spending | undefined {
  if (random.chance(0.55)) return undefined;
  const from = random.next() * faultySeconds;
  return {
    random,
    budget: random.chance(0.3) ? null : drawBudget(random),
    asking: random.of([0, 0.2, 0.5]),
    refused: random.of([0, 0, 0.2]),
    unknown: random.of([0, 0.2]),
    usedUp: random.chance(0.2) ? { from, to: from + random.of([60, 1_200]) } : undefined,
    edits: random.of([0, 0, 3]),
    patienceS: random.of([30, 120, 600]),
  };
}

/** From one that allows no launch to one that allows all. */
export const drawBudget = (random: Random): NonNullable<SubmitRequest['budget']> => ({
  fleet_usd: random.of([null, 0.01, 0.75, 1.5, 3, 8]),
  target_usd: random.of([0.01, 0.25, 0.5, 1]),
  heal_usd: 2,
});

/** The answer to a create while the budget of the day is used up. */
export const usedUpToday: Rejection = {
  status: 429,
  code: 'BUDGET_EXCEEDED',
  message: 'Ann has spent the budget of the day.',
  class: 'budget',
};
