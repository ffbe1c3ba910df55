/**
 * The result of one generation of a fleet, published once when it ends: the ends of the targets that it worked on, and its cost.
 * Results of earlier generations are taken off, so that a sum over all events counts nothing twice.
 * Example: 12 targets, 2 failed and cost $3; retried, both succeed for $1 → 2 SUCCEEDED, $1.
 */
import { countStatuses, isTerminalTarget, targetStatuses, type FleetStatus } from '../fleet.ts';
import type { Earlier, Ledger } from './ledger.ts';
import { progressOf } from './progress.ts';

export interface Completion {
  readonly outcome: FleetStatus;
  /** Targets by status, without zeros. */
  readonly targets: Readonly<Record<string, number>>;
  /** Failed and lost targets by failure class. */
  readonly failures: Readonly<Record<string, number>>;
  readonly cost: { readonly known_usd: number; readonly unknown_count: number };
  readonly elapsed_s: number;
  readonly active_s: number;
}

export const nothingEarlier: Earlier = { targets: {}, failures: {}, cost: { knownUsd: 0, unknownCount: 0 } };

/** The results to take off later, of a fleet that is being opened again: the targets to retry must be PENDING already. */
export function earlierOf(ledger: Ledger): Earlier {
  const counts = countStatuses(ledger.statuses);
  const ended = targetStatuses.filter((status) => isTerminalTarget(status) && counts[status] > 0);
  return {
    targets: Object.fromEntries(ended.map((status) => [status, counts[status]])),
    failures: progressOf(ledger, 0).failures,
    cost: ledger.cost,
  };
}

/** `now` in epoch ms; of a ledger whose targets are all terminal. */
export function completionOf(ledger: Ledger, now: number): Completion {
  const { counts, failures, cost, elapsed_s, active_s } = progressOf(ledger, now);
  const { earlier } = ledger;
  return {
    outcome: ledger.status,
    targets: beyond(counts, earlier.targets),
    failures: beyond(failures, earlier.failures),
    cost: {
      known_usd: Math.max(0, Number((cost.known_usd - earlier.cost.knownUsd).toFixed(4))),
      unknown_count: Math.max(0, cost.unknown_count - earlier.cost.unknownCount),
    },
    elapsed_s,
    active_s,
  };
}

/**
 * The counts less the earlier ones, without zeros. A target that was left as it was may be retried later on: then the count of its
 * old status is below the earlier one, and is left out.
 */
function beyond(now: Readonly<Record<string, number>>, before: Readonly<Record<string, number>>): Record<string, number> {
  const more = Object.entries(now).map(([word, count]) => [word, count - (before[word] ?? 0)] as const);
  return Object.fromEntries(more.filter(([, count]) => count > 0));
}
