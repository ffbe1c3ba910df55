/** What the choice of launches looks at in a ledger. */
import { currentCap } from '../ledger/cap.ts';
import { heldBackIn } from '../graph/readiness.ts';
import { topLevel, type Ledger } from '../ledger/ledger.ts';
import { firstLaunches, gatedIn } from './gates.ts';
import type { LaunchView } from './launch.ts';

/** `now` in epoch ms. */
export function launchView(ledger: Ledger, now: number) {
  const gated = gatedIn(ledger.groups);
  const dependsOnOthers = ledger.graph ? heldBackIn(ledger.graph, ledger.statuses) : () => false;
  const first = firstLaunches(ledger, dependsOnOthers);
  const isHeldBack = (ordinal: number): boolean => dependsOnOthers(ordinal) || !first.mayBe(ordinal);
  return {
    maxConcurrency: currentCap(ledger),
    statuses: ledger.statuses,
    attempts: ledger.attempts,
    groups: topLevel(ledger.groups),
    caps: ledger.groups.flatMap(({ from, to, maxConcurrency }) =>
      maxConcurrency === undefined ? [] : [{ from, to, maxConcurrency }],
    ),
    maxConcurrentGroups: ledger.settings.maxConcurrentGroups,
    mostNew: first.most,
    dependents: (ordinal) => ledger.graph?.dependents[ordinal] ?? 0,
    isHeldBack,
    ready: (ordinal) =>
      (ledger.backoffs.get(ordinal) ?? 0) <= now && !gated(ordinal) && !waitsForPerson(ledger, ordinal) && !isHeldBack(ordinal),
  } satisfies LaunchView;
}

/** The PENDING target waits for an answer, or at a gate of its steps. */
export const waitsForPerson = ({ waiting, gates }: Pick<Ledger, 'waiting' | 'gates'>, ordinal: number): boolean =>
  waiting.has(ordinal) || gates.has(ordinal);
