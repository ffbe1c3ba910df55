/**
 * How fast a fleet launches (semantics 8): at most so many a minute, and at first less at once than its cap.
 * Invariant: in no 60 seconds are there more launches than allowed.
 * Example: ramp {start: 2, factor: 2}, cap 10 → 2; after 2 successes 4; after 4 more 8; after 8 more 10.
 */
import type { Draft } from './draft.ts';
import type { Ledger } from './ledger.ts';

/** The cap that holds now. */
export function currentCap(ledger: Ledger): number {
  return capAfter(ledger, ledger.statuses.filter((status) => status === 'SUCCEEDED').length);
}

/** The cap that holds after so many successes. */
export function capAfter({ ramp, maxConcurrency }: Pick<Ledger, 'ramp' | 'maxConcurrency'>, succeeded: number): number {
  if (ramp === null) return maxConcurrency;
  let cap = ramp.start;
  for (let needed = cap; succeeded >= needed && cap < maxConcurrency; needed += cap) {
    cap = Math.max(cap + 1, Math.floor(cap * ramp.factor));
  }
  return Math.min(cap, maxConcurrency);
}

const minute = 60;
const secondOf = (ms: number): number => Math.floor(ms / 1_000);

/** How many launches the pace allows now; forgets those that are more than a minute ago. */
export function allowance(draft: Draft, now: number): number {
  if (draft.launchesPerMinute === null) {
    draft.recentLaunches.clear();
    return Infinity;
  }
  for (const second of [...draft.recentLaunches.keys()]) if (freedAt(second) <= now) draft.recentLaunches.delete(second);
  const recent = [...draft.recentLaunches.values()].reduce((sum, n) => sum + n, 0);
  return Math.max(0, draft.launchesPerMinute - recent);
}

/** A launch of that second no longer counts from then on (epoch ms). */
const freedAt = (second: number): number => (second + minute + 1) * 1_000;

/** Notes launches, and when the next one is allowed if the pace allows none now. */
export function noteLaunches(draft: Draft, launched: number, { now, allowed }: { now: number; allowed: number }): void {
  const second = secondOf(now);
  if (draft.launchesPerMinute !== null && launched > 0) {
    draft.recentLaunches.set(second, (draft.recentLaunches.get(second) ?? 0) + launched);
  }
  const oldest = Math.min(...draft.recentLaunches.keys());
  draft.heldUntil = launched === allowed && draft.statuses.includes('PENDING') ? freedAt(oldest) : null;
}
