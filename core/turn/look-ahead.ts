/**
 * The look-ahead: the targets that will probably be launched next, in launch order. They get a child before their slot, so that a
 * launch need not wait for a run to start. It is a guess; a launch that it did not foresee costs one more run.
 * Example: cap 5, 40 of 100 launched → ordinals 40 to 89.
 */
import type { Ledger } from '../ledger/ledger.ts';
import { gatedIn } from './gates.ts';
import { chooseLaunches } from './launch.ts';
import { launchView, waitsForPerson } from './launch-view.ts';
import type { LookAhead } from './timings.ts';

const defaults: LookAhead = { least: 50, perSlot: 3 };

/** At most so many targets have a child ahead of their launch. */
export const windowOf = (cap: number, { least, perSlot }: LookAhead = defaults): number => Math.max(least, perSlot * cap);

/**
 * The next targets, `most` at most: first those that could be launched now but for a slot, a backoff or the pace, which only put a launch
 * off; then those that a dependency holds back. Each part is in launch order.
 */
export function nextInOrder(ledger: Ledger, now: number, most: number): number[] {
  const { ready, isHeldBack, ...view } = viewAhead(ledger, now, most);
  const soon = chooseLaunches({ ...view, ready: (ordinal) => ready(ordinal) && !isHeldBack(ordinal) });
  if (ledger.graph === null || soon.length === most) return soon;
  const isSoon = new Set(soon);
  const left = { most: most - soon.length, mostNew: view.mostNew - soon.length };
  return [...soon, ...chooseLaunches({ ...view, ...left, ready: (ordinal) => ready(ordinal) && !isSoon.has(ordinal) })];
}

/** What the choice of launches looks at, as if there were slots for `most` more. */
function viewAhead(ledger: Ledger, now: number, most: number) {
  const { caps, maxConcurrency, maxConcurrentGroups, ...view } = launchView(ledger, now);
  const gated = gatedIn(ledger.groups);
  // A group's share of the look-ahead is as large as its share of the slots.
  const share = (maxConcurrency + most) / maxConcurrency;
  return {
    ...view,
    most,
    maxConcurrency: Number.MAX_SAFE_INTEGER,
    caps: caps.map((cap) => ({ ...cap, maxConcurrency: Math.ceil(cap.maxConcurrency * share) })),
    // The group that opens when an open one has ended.
    maxConcurrentGroups: maxConcurrentGroups === null ? null : maxConcurrentGroups + 1,
    ready: (ordinal: number): boolean => !gated(ordinal) && !waitsForPerson(ledger, ordinal),
  };
}
