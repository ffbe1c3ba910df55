/**
 * How many targets of a fleet may hold a slot now: its `max_concurrency`, or less while its ramp grows (semantics 3 and 8).
 * Example: ramp {start: 2, factor: 2}, cap 10 → 2; after 2 successes 4; after 4 more 8; after 8 more 10.
 */
import type { Ledger } from './ledger.ts';
import { at } from './ordinals.ts';
import type { FleetSettings } from '../settings.ts';

/** The cap now. */
export const currentCap = (ledger: Ledger): number => capAfter(ledger.settings, succeededForRamp(ledger));

/** Targets that the ramp counts as succeeded: also those that have come to a gate or a review, for they wait for a person only. */
export function succeededForRamp({ settings, statuses, atSteps, attempts, gates, publishing }: Ledger): number {
  // At a gate before everything, nothing has been done yet.
  const firstGate = settings.steps.findIndex(({ gate }, place) => gate && place > 0);
  const isThere = (ordinal: number): boolean =>
    (firstGate > 0 && at(atSteps, ordinal) >= firstGate) ||
    publishing.has(ordinal) ||
    (gates.has(ordinal) && at(attempts, ordinal) > 1);
  return statuses.filter((status, ordinal) => status === 'SUCCEEDED' || isThere(ordinal)).length;
}

/** The cap after so many successes. */
export function capAfter({ ramp, maxConcurrency }: Pick<FleetSettings, 'ramp' | 'maxConcurrency'>, succeeded: number): number {
  if (ramp === null) return maxConcurrency;
  let cap = ramp.start;
  for (let needed = cap; succeeded >= needed && cap < maxConcurrency; needed += cap) {
    cap = Math.max(cap + 1, Math.floor(cap * ramp.factor));
  }
  return Math.min(cap, maxConcurrency);
}
