/**
 * Limits the launches per minute of a fleet (semantics 8).
 * Invariant: in no 60 seconds are there more launches than allowed.
 * Example: launchesPerMinute 3, two launches 10 s ago → one more is allowed now, the next one 51 s from now.
 */
import type { Draft } from '../ledger/draft.ts';

const minute = 60;
const secondOf = (ms: number): number => Math.floor(ms / 1_000);

/** How many launches the pace allows now; forgets those that are more than a minute ago. */
export function allowance(draft: Draft, now: number): number {
  const { launchesPerMinute } = draft.settings;
  if (launchesPerMinute === null) {
    draft.recentLaunches.clear();
    return Infinity;
  }
  for (const second of [...draft.recentLaunches.keys()]) if (freedAt(second) <= now) draft.recentLaunches.delete(second);
  const recent = [...draft.recentLaunches.values()].reduce((sum, n) => sum + n, 0);
  return Math.max(0, launchesPerMinute - recent);
}

/** The time (epoch ms) from which a launch of that second does not count any more. */
const freedAt = (second: number): number => (second + minute + 1) * 1_000;

/** Notes launches, and when the next one is allowed if the pace allows none now. */
export function noteLaunches(draft: Draft, launched: number, { now, allowed }: { now: number; allowed: number }): void {
  const second = secondOf(now);
  if (draft.settings.launchesPerMinute !== null && launched > 0) {
    draft.recentLaunches.set(second, (draft.recentLaunches.get(second) ?? 0) + launched);
  }
  const oldest = Math.min(...draft.recentLaunches.keys());
  draft.heldUntil = launched === allowed && draft.statuses.includes('PENDING') ? freedAt(oldest) : null;
}
