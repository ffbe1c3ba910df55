/**
 * Fleets that are reviewed before anything is published, and their reviewers. Only worlds from a seed on are so: those before it are as they
 * were.
 */
import type { Random } from './random.ts';

/** The first seed of a world that is reviewed. */
export const firstReviewed = 10_000;

export interface Reviewing {
  /** Draws of its own. */
  readonly random: Random;
  /** A reviewer comes back within so many seconds. */
  readonly patienceS: number;
  /** Shares of the targets that a reviewer rejects, and lets work on. */
  readonly rejecting: number;
  readonly steering: number;
  /** Share of decisions that reach the API later than the reviewer looked, and of those that somebody else makes at the same moment. */
  readonly late: number;
  readonly twice: number;
  /** Share of publishing tasks before which somebody else pushes to the ref. */
  readonly moving: number;
  /** By the path of a target: the commit at its ref, and the one that was published. */
  readonly refs: Map<string, string>;
  readonly published: Map<string, string>;
}

/** Undefined: what is made is published at once. */
export function drawReviewing(random: Random, seed: number): Reviewing | undefined {
  if (seed < firstReviewed) return undefined;
  return {
    random,
    patienceS: random.of([30, 120, 600]),
    rejecting: random.of([0, 0.1]),
    steering: random.of([0, 0.2, 0.4]),
    late: random.of([0, 0.3]),
    twice: random.of([0, 0.3]),
    moving: random.of([0, 0, 0.2]),
    ...{ refs: new Map(), published: new Map() },
  };
}
