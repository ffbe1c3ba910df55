/**
 * Estimates how long the remaining targets take, from the durations of finished attempts (semantics 12). The cap, the ramp,
 * the launches per minute and the forges that targets wait for are taken into account; time in which the fleet is paused is not.
 * Example: five of eight left, 1 to 2 s each, cap 5, three launches a minute → 101 to 102 s.
 * Example: two wait for a forge for 30 s more, ten are PENDING, the forge has room for one each 6 s → 91 to 92 s.
 */
import { capAfter, succeededForRamp } from './cap.ts';
import { countStatuses, isTerminalTarget } from '../fleet.ts';
import { countDurations, quantile } from './histogram.ts';
import type { Ledger } from './ledger.ts';
import { waitingTargets } from './waits.ts';

/** Fewer durations than this say too little about the rest. */
const enoughToTell = 3;

/**
 * A range in seconds from `now` (epoch ms), by the quartiles of the durations; null if no target is left, or too few attempts have
 * finished.
 */
export function estimate(ledger: Ledger, now: number): { readonly low: number; readonly high: number } | null {
  const remaining = ledger.statuses.filter((status) => !isTerminalTarget(status)).length;
  if (remaining === 0 || countDurations(ledger.durations) < enoughToTell) return null;
  const waves = wavesOf(ledger, remaining);
  const lastStart = Math.max(pacedSeconds(ledger), forgeSeconds(ledger, now));
  const ahead = (q: number): number => {
    const duration = quantile(ledger.durations, q) / 1_000;
    return Math.ceil(Math.max(duration * waves, lastStart + duration));
  };
  return { low: ahead(0.25), high: ahead(0.75) };
}

/** How often the cap is filled until the last target has run. While a ramp grows, the cap does. */
function wavesOf(ledger: Ledger, remaining: number): number {
  const { settings } = ledger;
  const { maxConcurrency } = settings;
  let succeeded = succeededForRamp(ledger);
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

/**
 * Seconds until the forges have room for the last target. The PENDING ones are shared out to the hosts as the waiting ones are, because
 * the ledger does not know where a repository is.
 */
function forgeSeconds(ledger: Ledger, now: number): number {
  const waiting = waitingTargets(ledger, now);
  const all = waiting.reduce((sum, { count }) => sum + count, 0);
  const pending = countStatuses(ledger.statuses).PENDING;
  const ends = waiting.map(({ until, everyMs, count }) => until - now + (everyMs * pending * count) / all);
  return Math.max(0, ...ends) / 1_000;
}
