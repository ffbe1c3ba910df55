/**
 * Estimates how long the remaining targets take, from the durations of finished attempts (semantics 12). The cap, the ramp and
 * the launches per minute are taken into account; time in which the fleet is paused is not.
 * Example: five of eight left, 1 to 2 s each, cap 5, three launches a minute → 101 to 102 s.
 */
import { capAfter } from './cap.ts';
import { countStatuses, isTerminalTarget } from '../fleet.ts';
import { countDurations, quantile } from './histogram.ts';
import type { Ledger } from './ledger.ts';

/** Fewer durations than this say too little about the rest. */
const enoughToTell = 3;

/** A range in seconds, by the quartiles of the durations; null if no target is left, or too few attempts have finished. */
export function estimate(ledger: Ledger): { readonly low: number; readonly high: number } | null {
  const remaining = ledger.statuses.filter((status) => !isTerminalTarget(status)).length;
  if (remaining === 0 || countDurations(ledger.durations) < enoughToTell) return null;
  const waves = wavesOf(ledger, remaining);
  const paced = pacedSeconds(ledger);
  const ahead = (q: number): number => {
    const duration = quantile(ledger.durations, q) / 1_000;
    return Math.ceil(Math.max(duration * waves, paced + duration));
  };
  return { low: ahead(0.25), high: ahead(0.75) };
}

/** How often the cap is filled until the last target has run. While a ramp grows, the cap does. */
function wavesOf({ settings, statuses }: Ledger, remaining: number): number {
  const { maxConcurrency } = settings;
  let succeeded = countStatuses(statuses).SUCCEEDED;
  let left = remaining;
  let waves = 0;
  for (let cap = capAfter(settings, succeeded); left > 0 && cap < maxConcurrency; cap = capAfter(settings, succeeded)) {
    left -= cap;
    succeeded += cap;
    waves += 1;
  }
  return waves + Math.ceil(Math.max(0, left) / maxConcurrency);
}

/** Seconds until the last target is launched at this pace, as if the launches of the last minute had just been made. */
function pacedSeconds({ settings: { launchesPerMinute }, statuses }: Ledger): number {
  if (launchesPerMinute === null) return 0;
  return (countStatuses(statuses).PENDING / launchesPerMinute) * 60;
}
