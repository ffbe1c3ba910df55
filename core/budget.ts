/**
 * The budget of a fleet (semantics 9): whether one more attempt may be launched. What is committed is what is known to be spent, what
 * attempts that are not over may still cost, `targetUsd` for each attempt whose cost is unknown, and what the next one may cost.
 * It is computed in whole millionths of a dollar, so that ten times 0.1 is 1.
 * Invariant: no launch commits more than `fleetUsd`.
 * Example: limit 12, two run with 5 each → a third one would commit 15, and is not allowed.
 */
export interface Budget {
  /** US dollars of all attempts of the fleet together; null: any sum. */
  readonly fleetUsd: number | null;
  /** The most that one attempt may cost. */
  readonly targetUsd: number;
  /** The most that a heal may cost. */
  readonly healUsd: number;
}

/** The parts of a budget that are not given. */
export const defaultBudget: Budget = { fleetUsd: null, targetUsd: 5, healUsd: 2 };

/** New values of an edit; an absent one stays as it is. */
export type BudgetChange = Partial<Budget>;

/** The budget after an edit; null takes it away. A fleet without one gets the defaults for what the edit does not name. */
export const changedBudget = (before: Budget | null, change: BudgetChange | null): Budget | null =>
  change === null ? null : { ...defaultBudget, ...before, ...change };

export interface Spending {
  readonly knownUsd: number;
  /** Attempts whose cost is unknown. */
  readonly unknownCount: number;
  /** What each attempt that is not over may cost. */
  readonly reservedUsd: readonly number[];
}

export interface Verdict {
  readonly allowed: boolean;
  /** With the next attempt. */
  readonly committedUsd: number;
}

/** Dollars to whole millionths of a dollar, so that sums are exact. */
export const microsOf = (usd: number): number => Math.round(usd * 1_000_000);

/** The sum without the errors of fractions: 0.1 and 0.2 are 0.3. */
export const sumUsd = (each: readonly number[]): number => each.reduce((sum, usd) => sum + microsOf(usd), 0) / 1_000_000;

/** @param nextUsd what the attempt to launch may cost; 0 for work without an agent */
export function judgeLaunch(budget: Budget, { knownUsd, unknownCount, reservedUsd }: Spending, nextUsd: number): Verdict {
  const committedUsd = sumUsd([knownUsd, ...reservedUsd, nextUsd, budget.targetUsd * unknownCount]);
  return { allowed: budget.fleetUsd === null || microsOf(committedUsd) <= microsOf(budget.fleetUsd), committedUsd };
}

/** What is committed when each target that waits gets one attempt. */
export const usdForRest = ({ knownUsd, reservedUsd, unknownCount, waiting, targetUsd }: Rest): number =>
  sumUsd([knownUsd, reservedUsd, (unknownCount + waiting) * targetUsd]);

interface Rest {
  readonly knownUsd: number;
  readonly reservedUsd: number;
  readonly unknownCount: number;
  readonly waiting: number;
  readonly targetUsd: number;
}
