/** What the choice of launches looks at in a ledger. */
import { currentCap } from '../ledger/cap.ts';
import { topLevel, type Ledger } from '../ledger/ledger.ts';
import { gatedIn, mostNew } from './gates.ts';
import type { LaunchView } from './launch.ts';

/** `now` in epoch ms. */
export function launchView(ledger: Ledger, now: number) {
  const gated = gatedIn(ledger.groups);
  return {
    maxConcurrency: currentCap(ledger),
    statuses: ledger.statuses,
    attempts: ledger.attempts,
    groups: topLevel(ledger.groups),
    caps: ledger.groups.flatMap(({ from, to, maxConcurrency }) =>
      maxConcurrency === undefined ? [] : [{ from, to, maxConcurrency }],
    ),
    maxConcurrentGroups: ledger.settings.maxConcurrentGroups,
    mostNew: mostNew(ledger),
    dependents: () => 0,
    ready: (ordinal) => (ledger.backoffs.get(ordinal) ?? 0) <= now && !gated(ordinal),
  } satisfies LaunchView;
}
