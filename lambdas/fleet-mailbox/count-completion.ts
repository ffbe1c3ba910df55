import type { Completion } from '../../contracts/events.ts';
import { completionMetrics } from '../../contracts/metrics.ts';
import { count, tell, tellSeconds } from '../telemetry.ts';

/** Counts the end of a generation of a fleet: outcomes, failures, cost and time, as metrics named in `completionMetrics`. */
export function countCompletion({ outcome, targets, failures, cost, elapsed_s, active_s }: Completion): void {
  const { fleets, targets: ofTargets, failures: ofFailures, cost: ofCost, time } = completionMetrics;
  countEach(fleets, { [outcome]: 1 });
  countEach(ofTargets, targets);
  countEach(ofFailures, failures);
  tell(ofCost.known, cost.known_usd);
  count(ofCost.unknown, cost.unknown_count);
  tellSeconds(time.elapsed, elapsed_s);
  tellSeconds(time.active, active_s);
}

function countEach<Word extends string>(
  names: Readonly<Record<Word, Parameters<typeof count>[0]>>,
  numbers: Readonly<Record<string, number | undefined>>,
): void {
  // The words are the keys of the names.
  for (const word of Object.keys(names) as Word[]) {
    const number = numbers[word];
    if (number !== undefined) count(names[word], number);
  }
}
