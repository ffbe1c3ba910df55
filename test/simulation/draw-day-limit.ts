/**
 * What the owner of a world's fleet may spend in a day, and who else spends it. Drawn aside, so that a world without a limit is as it was
 * before. Such a world begins shortly before midnight.
 */
import type { Random } from './random.ts';

export interface DayLimit {
  /** Draws of its own. */
  readonly random: Random;
  /** US dollars at the beginning. */
  readonly usd: number;
  /** How many single tasks the owner asks for besides the fleet, two of them at one moment at times. */
  readonly singles: number;
  /** How often an operator sets another limit, whatever waits. */
  readonly changes: number;
  /** An operator comes back to a fleet that waits within so many seconds. */
  readonly patienceS: number;
  /** Seconds from the beginning to midnight (UTC). */
  readonly untilMidnightS: number;
  /** Share of the work which is stopped that tells what it cost. */
  readonly telling: number;
}

/** Undefined: nothing limits what users spend. */
export function drawDayLimit(random: Random): DayLimit | undefined {
  if (!random.chance(0.1)) return undefined;
  return {
    random,
    usd: random.of([0.01, 1.5, 6, 12, 30]),
    singles: random.of([0, 2, 6]),
    changes: random.of([0, 0, 3]),
    patienceS: random.of([60, 600, 2_000]),
    untilMidnightS: random.of([20, 600, 2_400, 50_000]),
    telling: random.of([0.5, 1]),
  };
}

/** A low one, a high one, and none. */
export const drawNewLimit = (random: Random): number => random.of([0, 0.01, 3, 10, 40]);
