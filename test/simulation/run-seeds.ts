/** Runs many worlds, and sums up what happened and what did not hold. */
import { setImmediate } from 'node:timers/promises';
import { runWorld } from './run-world.ts';
import type { Safeguard } from './safeguard.ts';

export interface Violation {
  readonly seed: number;
  readonly sentence: string;
  readonly times: number;
}

export interface Summary {
  /** How many worlds were run. */
  readonly seeds: number;
  readonly counts: Readonly<Record<string, number>>;
  /** The digest of each world, by its seed. */
  readonly digests: Readonly<Record<number, string>>;
  /** Each kind of violation once, with its first seed. */
  readonly violations: readonly Violation[];
}

export interface SeedsRequest {
  readonly first: number;
  readonly seeds: number;
  readonly off?: Safeguard['without'];
  /** Stops at the first violation. */
  readonly untilFound?: boolean;
  /** Told after each world how many are done. */
  readonly onProgress?: (done: number) => void;
}

export async function runSeeds(request: SeedsRequest): Promise<Summary> {
  const { first, seeds, off, untilFound = false, onProgress } = request;
  let sum: Summary = { seeds: 0, counts: {}, digests: {}, violations: [] };
  for (let seed = first; seed < first + seeds && !(untilFound && sum.violations.length > 0); seed++) {
    const { counts, violation, digest } = await runWorld(seed, off ? { off } : {});
    const violations = violation === undefined ? [] : [{ seed, sentence: violation, times: 1 }];
    sum = together([sum, { seeds: 1, counts, digests: { [seed]: digest }, violations }]);
    onProgress?.(sum.seeds);
    // A world never waits for the event loop; whoever else is there gets a turn between two.
    await setImmediate();
  }
  return sum;
}

export function together(summaries: readonly Summary[]): Summary {
  const counts: Record<string, number> = {};
  const kinds = new Map<string, Violation>();
  for (const summary of summaries) {
    for (const [name, count] of Object.entries(summary.counts)) counts[name] = (counts[name] ?? 0) + count;
    for (const violation of summary.violations) note(kinds, violation);
  }
  const violations = [...kinds.values()].sort((a, b) => b.times - a.times);
  const digests = Object.assign({}, ...summaries.map((summary) => summary.digests)) as Summary['digests']; // Seeds differ.
  return { seeds: summaries.reduce((sum, { seeds }) => sum + seeds, 0), counts, digests, violations };
}

function note(kinds: Map<string, Violation>, { seed, sentence, times }: Violation): void {
  const kind = sentence
    .replace(/[0-9A-HJKMNP-TV-Z]{26}/g, 'ID')
    .replace(/\d+/g, 'N')
    .slice(0, 120);
  const known = kinds.get(kind);
  const first = known && known.seed < seed ? known : { seed, sentence };
  kinds.set(kind, { seed: first.seed, sentence: first.sentence, times: (known?.times ?? 0) + times });
}
