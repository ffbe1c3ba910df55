/**
 * The progress object: the same shape while a fleet runs and for ever after (semantics 12), from the ledger alone.
 * Invariant: the counts add up to `total`; unknown costs are counted, never taken for zero.
 * Example: 8 of 12 targets terminal → percent_done 66.7.
 */
import { sumUsd } from '../budget.ts';
import { estimate } from './eta.ts';
import { countStatuses, isTerminalTarget, type StatusCounts } from '../fleet.ts';
import type { Ledger } from './ledger.ts';
import { policyProgressOf, type PolicyProgress } from './policy-progress.ts';
import { reservesOf } from './reserves.ts';
import { percent, tallyOf } from './tally.ts';
import { waitOf } from './waits.ts';

export interface Progress {
  readonly total: number;
  readonly finished: number;
  readonly counts: StatusCounts;
  readonly percent_done: number;
  readonly percent_failed_of_finished: number;
  readonly percent_failed_of_total: number;
  readonly elapsed_s: number;
  /** Without the time in which the fleet was PAUSED. */
  readonly active_s: number;
  readonly eta_s: { readonly low: number; readonly high: number } | null;
  readonly cost: {
    readonly known_usd: number;
    readonly unknown_count: number;
    readonly reserved_usd: number;
    readonly limit_usd: number | null;
  };
  /** Null: the fleet has no failure policy, or has ended. */
  readonly policy: PolicyProgress | null;
  /** Failed and lost targets by failure class. */
  readonly failures: Readonly<Record<string, number>>;
  /** How long the oldest slot has been held, without waits for a forge; null when no slot is held but by targets that wait. */
  readonly oldest_running_s: number | null;
}

/** `now` in epoch ms; used only while the fleet is not finished. */
export function progressOf(ledger: Ledger, now: number): Progress {
  const counts = countStatuses(ledger.statuses);
  const total = ledger.statuses.length;
  const finished = ledger.statuses.filter(isTerminalTarget).length;
  const tally = tallyOf(ledger);
  return {
    total,
    finished,
    counts,
    percent_done: percent(finished, total),
    percent_failed_of_finished: percent(tally.failed, tally.finished),
    percent_failed_of_total: percent(tally.failed, tally.total),
    elapsed_s: elapsedSeconds(ledger, now),
    active_s: activeSeconds(ledger, now),
    eta_s: estimate(ledger, now),
    cost: {
      known_usd: round(ledger.cost.knownUsd, 4),
      unknown_count: ledger.cost.unknownCount,
      reserved_usd: sumUsd(reservesOf(ledger)),
      limit_usd: ledger.settings.budget?.fleetUsd ?? null,
    },
    policy: policyProgressOf(ledger),
    failures: failuresByClass(ledger),
    oldest_running_s: oldestSlotSeconds(ledger, now),
  };
}

const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;
const seconds = (ms: number): number => Math.max(0, Math.floor(ms / 1_000));

const elapsedSeconds = (ledger: Ledger, now: number): number =>
  ledger.startedAt === null ? 0 : seconds((ledger.finishedAt ?? now) - ledger.startedAt);

function activeSeconds(ledger: Ledger, now: number): number {
  if (ledger.startedAt === null) return 0;
  const until = ledger.finishedAt ?? ledger.pausedAt ?? now;
  return seconds(until - ledger.startedAt - ledger.waitedMs);
}

function failuresByClass(ledger: Ledger): Record<string, number> {
  const failures: Record<string, number> = {};
  ledger.statuses.forEach((status, ordinal) => {
    if (status !== 'FAILED' && status !== 'LOST') return;
    const found = ledger.classes[ordinal] ?? 'unknown';
    failures[found] = (failures[found] ?? 0) + 1;
  });
  return failures;
}

function oldestSlotSeconds(ledger: Ledger, now: number): number | null {
  const times = [...ledger.slots].flatMap(([ordinal, { since }]) => (waitOf(ledger, ordinal, now) ? [] : [since]));
  return times.length === 0 ? null : seconds(now - Math.min(...times));
}
