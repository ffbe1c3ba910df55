/**
 * What a turn knows of the world, and what it owes to it. Facts about a target carry its attempt and apply to no other one.
 * Effects are data, all repeatable; whoever performs them tells the ledger so with `clearEffects`.
 */
import type { Failure } from '../failure.ts';
import type { TargetStatus, Trigger } from '../fleet.ts';
import type { LogEntry, OwedEvent, Verdict } from '../ledger/ledger.ts';
import type { Changes } from '../ledger/settings.ts';

/** Who asked for something, and when. `at` in epoch ms. */
interface Asked {
  readonly id: string;
  readonly actorId: string;
  readonly reason: string | null;
  readonly at: number;
  readonly generation: number;
  readonly expectRevision: number | null;
}

export const retryChoices = ['failed', 'lost', 'cancelled', 'skipped'] as const;
export type RetryChoice = (typeof retryChoices)[number];

/** What a person asked for. */
export type Command = Asked &
  (
    | { readonly kind: 'pause' | 'abort' | 'cancel' }
    /** `seenFailed`: how many failures the caller was shown, counted as the policy counts. */
    | { readonly kind: 'continue'; readonly skipRemaining: boolean; readonly seenFailed: number }
    /** `targets`: ranges of ordinals, both ends included; null: all. `only` null: what failed or was lost, or all of `targets`. */
    | {
        readonly kind: 'retry';
        readonly only: RetryChoice | null;
        readonly targets: readonly (readonly [number, number])[] | null;
      }
    | { readonly kind: 'edit'; readonly changes: Changes }
  );
export type CommandOf<K extends Command['kind']> = Extract<Command, { kind: K }>;
export const commandKinds = ['pause', 'continue', 'abort', 'cancel', 'retry', 'edit'] as const;

interface OfAttempt {
  readonly ordinal: number;
  readonly attempt: number;
}

/** A task as it was read: what it makes of its target, and what it cost. */
export interface TaskSeen extends OfAttempt {
  readonly kind: 'task-seen';
  readonly status: TargetStatus;
  /** It can no longer be cancelled: it is pushing its work. */
  readonly finalizing: boolean;
  readonly failure: Failure | null;
  /** Null: unknown. A task that never ran cost 0. */
  readonly costUsd: number | null;
  readonly durationMs: number | null;
  /** When a worker last claimed it; null before. */
  readonly claimedAt: number | null;
  /** It was cancelled because it was overdue. */
  readonly overdue: boolean;
}

export type Fact =
  /** The fleet's time has come; repairs are made only then. */
  | { readonly kind: 'tick' }
  | { readonly kind: 'command'; readonly command: Command }
  | TaskSeen
  /** The create-task core refused to create it. */
  | (OfAttempt & { readonly kind: 'rejected' })
  /**
   * No task can be created for the attempt any more; `rejection` where that was because the core refused. `recorded`: how another turn
   * has recorded its end already, whose ledger may not have been written.
   */
  | (OfAttempt & {
      readonly kind: 'key-closed';
      readonly rejection: Failure | null;
      readonly recorded?: Pick<Settlement, 'status' | 'failure'> | undefined;
    })
  /** A slot holder has no task; its child parked last at `parkedAt`, if ever. */
  | (OfAttempt & { readonly kind: 'child-missing'; readonly parkedAt: number | null })
  /** A run of the workflow ended without having finished. */
  | { readonly kind: 'run-ended'; readonly run: number };

export type Effect =
  | { readonly kind: 'wake'; readonly ordinal: number; readonly again: boolean }
  | { readonly kind: 'close-key'; readonly ordinal: number; readonly attempt: number }
  | { readonly kind: 'cancel-task'; readonly ordinal: number; readonly attempt: number; readonly overdue: boolean }
  | { readonly kind: 'start-run'; readonly run: number; readonly generation: number; readonly ordinals: readonly number[] }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'publish'; readonly event: OwedEvent }
  /** Publishes the ends of a target from this attempt on. */
  | { readonly kind: 'tell'; readonly ordinal: number; readonly from: number }
  | { readonly kind: 'log'; readonly entry: LogEntry };

/** How an attempt ended in this turn: to be recorded with the target before the ledger is written. */
export interface Settlement extends OfAttempt {
  readonly trigger: Trigger;
  readonly status: TargetStatus;
  readonly failure: Failure | null;
}

/** Durations that decide (seconds); their defaults are in contracts/durations.ts. */
export interface Timings {
  readonly create_give_up_s: number;
  readonly child_missing_after_s: number;
  readonly restart_every_s: number;
  readonly overdue_grace_s: number;
  readonly active_look_s: number;
  readonly paused_look_s: number;
  readonly children_release_after_s: number;
  readonly owed_look_s: number;
  readonly command_stale_s: number;
  readonly retry_backoff_s: number;
}
