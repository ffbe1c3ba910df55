/**
 * How many targets of a fleet may hold a slot now: its `max_concurrency`, or less while its ramp grows (semantics 3 and 8).
 * Example: ramp {start: 2, factor: 2}, cap 10 → 2; after 2 successes 4; after 4 more 8; after 8 more 10.
 */
import type { Ledger } from './ledger.ts';
import type { FleetSettings } from '../settings.ts';

/** The cap now. A target that has come to a gate of its steps counts as succeeded. */
export function currentCap(ledger: Ledger): number {
  const { settings, statuses, gates, gatesPassed } = ledger;
  const isThere = (ordinal: number): boolean => gates.has(ordinal) || gatesPassed.has(ordinal);
  return capAfter(settings, statuses.filter((status, ordinal) => status === 'SUCCEEDED' || isThere(ordinal)).length);
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
