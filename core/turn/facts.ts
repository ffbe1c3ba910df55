/**
 * What a turn learns of the world, and how attempts ended by it. Facts about a target carry its attempt and apply to no other.
 * Example: {kind: 'task-seen', ordinal: 3, attempt: 2, status: 'RUNNING', …} says nothing about attempt 1 of target 3.
 */
import type { Command } from '../command.ts';
import type { Failure } from '../failure.ts';
import type { TargetStatus, Trigger } from '../fleet.ts';

interface OfAttempt {
  readonly ordinal: number;
  readonly attempt: number;
}

/** A task as it was read: what it makes of its target, and what it cost. */
export interface TaskSeen extends OfAttempt, Ending {
  readonly kind: 'task-seen';
  /** It can no longer be cancelled: it is pushing its work. */
  readonly finalizing: boolean;
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
      readonly recorded?: Pick<Ending, 'status' | 'failure'> | undefined;
    })
  /** A slot holder has no task; its child parked last at `parkedAt`, if ever. */
  | (OfAttempt & { readonly kind: 'child-missing'; readonly parkedAt: number | null })
  /** A run of the workflow ended without having finished. */
  | { readonly kind: 'run-ended'; readonly run: number };

/** How an attempt ended. */
export interface Ending {
  readonly status: TargetStatus;
  readonly failure: Failure | null;
  /** Null: unknown. */
  readonly costUsd: number | null;
  readonly durationMs: number | null;
}

/** How an attempt ended in this turn: to be recorded with the target before the ledger is written. */
export interface Settlement extends OfAttempt, Ending {
  readonly trigger: Trigger;
}
