/**
 * A sum of money that several runs of agents share. Each run holds what it may cost before it starts, and gives back what it did not
 * use. Invariant: a run whose cost is not known counts with all that it held.
 * Example: of $1, a run that holds $0.40 and costs $0.10 leaves $0.90; if it is killed, it leaves $0.60.
 */

export interface SharedBudget {
  /** USD. */
  readonly limitUsd: number;
  /** USD that no run has used or holds. */
  leftUsd(): number;
  /** @param mostUsd what the run may cost; undefined: all that is left. @returns undefined where nothing is left */
  hold(mostUsd: number | undefined): Hold | undefined;
}

export interface Hold {
  /** What the run may cost, USD: never more than was left. */
  readonly usd: number;
  /** Ends the hold. A second call does nothing. @param costUsd null: not known */
  settle(costUsd: number | null): void;
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
    hold(mostUsd) {
      if (left <= 0) return undefined;
      const held = mostUsd === undefined ? left : Math.min(left, micros(mostUsd));
      left -= held;
      let isOpen = true;
      return {
        usd: held / 1e6,
        settle(costUsd) {
          if (!isOpen) return;
          isOpen = false;
          // A program looks at its budget after each answer of the model, so it may have used more than it held.
          if (costUsd !== null) left += held - micros(costUsd);
        },
      };
    },
  };
}
