/**
 * A sum of money that several runs of agents share. Each run reserves what it may cost before it starts. When it has ended, what
 * it did cost is charged in place of the reserve. Invariant: a run whose cost is not known is charged all that it had reserved.
 * Example: of $1, a run that reserves $0.40 and costs $0.10 leaves $0.90; if it is killed, it leaves $0.60.
 */

export interface SharedBudget {
  /** USD. */
  readonly limitUsd: number;
  /** USD that are neither charged nor reserved. */
  leftUsd(): number;
  /** @param mostUsd what the run may cost; undefined: all that is left. @returns undefined where nothing is left */
  reserve(mostUsd: number | undefined): Reserve | undefined;
}

export interface Reserve {
  /** What the run may cost, USD: never more than was left. */
  readonly usd: number;
  /** Ends the reserve. A second call does nothing. @param costUsd null: not known */
  charge(costUsd: number | null): void;
}

/** Sums are kept in whole millionths of a dollar, so that they add up exactly. */
const micros = (usd: number): number => Math.round(usd * 1e6);

/** @param limitUsd more than 0 */
export function createSharedBudget(limitUsd: number): SharedBudget {
  if (!(limitUsd > 0)) throw new RangeError(`A budget must be more than $0, and this one is $${limitUsd}.`);
  let left = micros(limitUsd);
  return {
    limitUsd,
    leftUsd: () => Math.max(0, left) / 1e6,
    reserve(mostUsd) {
      if (left <= 0) return undefined;
      const reserved = mostUsd === undefined ? left : Math.min(left, micros(mostUsd));
      left -= reserved;
      let isOpen = true;
      return {
        usd: reserved / 1e6,
        charge(costUsd) {
          if (!isOpen) return;
          isOpen = false;
          // A program looks at its budget after each answer of the model, so it may have used more than it had reserved.
          if (costUsd !== null) left += reserved - micros(costUsd);
        },
      };
    },
  };
}
