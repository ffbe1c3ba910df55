/** Runs many worlds, and sums up what happened and what did not hold. */
import { runWorld } from './run-world.ts';
import type { Safeguard } from './safeguard.ts';

export interface Summary {
  /** How many worlds were run. */
  readonly seeds: number;
  readonly counts: Readonly<Record<string, number>>;
  /** Each kind of violation once, with its first seed. */
  readonly violations: readonly { readonly seed: number; readonly sentence: string; readonly times: number }[];
}

/** Worlds share nothing; run side by side they share the rounds of the event loop. */
const worldsAtOnce = 1;

/** @param request `untilFound` stops at the first violation */
export async function runSeeds(request: {
  first: number;
  seeds: number;
  off?: Safeguard['without'];
  untilFound?: boolean;
}): Promise<Summary> {
  const { first, seeds, off, untilFound = false } = request;
  const counts: Record<string, number> = {};
  const kinds = new Map<string, { seed: number; sentence: string; times: number }>();
  let done = 0;
  let next = first;
  const runNext = async (): Promise<void> => {
    while (next < first + seeds && !(untilFound && kinds.size > 0)) {
      const outcome = await runWorld(next++, off ? { off } : {});
      done += 1;
      for (const [name, count] of Object.entries(outcome.counts)) counts[name] = (counts[name] ?? 0) + count;
      if (outcome.violation !== undefined) note(kinds, outcome.seed, outcome.violation);
    }
  };
  await Promise.all(Array.from({ length: Math.min(worldsAtOnce, seeds) }, runNext));
  return { seeds: done, counts, violations: [...kinds.values()].sort((a, b) => b.times - a.times) };
}

function note(kinds: Map<string, { seed: number; sentence: string; times: number }>, seed: number, sentence: string): void {
  const kind = sentence
    .replace(/[0-9A-HJKMNP-TV-Z]{26}/g, 'ID')
    .replace(/\d+/g, 'N')
    .slice(0, 120);
  const known = kinds.get(kind);
  if (!known) kinds.set(kind, { seed, sentence, times: 1 });
  else if (seed < known.seed) kinds.set(kind, { seed, sentence, times: known.times + 1 });
  else known.times += 1;
}
