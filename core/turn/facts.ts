/**
 * Facts that a turn decides on, and the ends of attempts that follow from them. A fact about a target carries its attempt and
 * applies to no other one.
 * Example: {kind: 'task-seen', ordinal: 3, attempt: 2, status: 'RUNNING', …} says nothing about attempt 1 of target 3.
 */
import type { Command } from '../command.ts';
import type { Failure } from '../failure.ts';
import type { TargetStatus, Trigger } from '../fleet.ts';
import type { Wait } from '../ledger/ledger.ts';

interface OfAttempt {
  readonly ordinal: number;
  readonly attempt: number;
}

/** A task as it was read: the status that it gives its target, and its cost. */
export interface TaskSeen extends OfAttempt, Ending {
  readonly kind: 'task-seen';
  /** The task pushes its work, and cannot be cancelled any more. */
  readonly finalizing: boolean;
  /** When a worker claimed the task last (epoch ms); null before the first time. */
  readonly claimedAt: number | null;
  /** The task was cancelled while a worker had it, which may still tell what it cost. Absent: no. */
  readonly costFollows?: boolean;
  /** The task was cancelled because it was overdue. */
  readonly overdue: boolean;
  /** What the task waits for, or has waited for; null unless a worker put it off and none has taken it since. */
  readonly waits: Wait | null;
}

export type Fact =
  /** The time of the fleet's next look has come. Repairs are made only then. */
  | { readonly kind: 'tick' }
  | { readonly kind: 'command'; readonly command: Command }
  | TaskSeen
  /** The create-task core refused to create it. */
  | (OfAttempt & { readonly kind: 'rejected' })
  /**
   * No task can be created for the attempt any more. `rejection`: the refusal of the create-task core, if that is the cause.
   * `recorded`: the end of the attempt, if another turn has recorded one; the ledger of that turn may not have been written.
   */
  | (OfAttempt & {
      readonly kind: 'key-closed';
      readonly rejection: Failure | null;
      readonly recorded?: Pick<Ending, 'status' | 'failure'> | undefined;
    })
  /** A slot holder has no task; its child parked last at `parkedAt`, if ever. */
  | (OfAttempt & { readonly kind: 'child-missing'; readonly parkedAt: number | null })
  /** A run of the workflow has ended; `early`: before all its children were done. */
  | { readonly kind: 'run-ended'; readonly run: number; readonly early: boolean };

/** How an attempt ended. */
export interface Ending {
  readonly status: TargetStatus;
  readonly failure: Failure | null;
  /** Null: unknown. */
  readonly costUsd: number | null;
  readonly durationMs: number | null;
  /** Its task was completed with a question: the target waits for an answer. True only where `status` is SUCCEEDED. */
  readonly asks: boolean;
  /** The step had nothing to do. Absent: it had. */
  readonly skipped?: boolean;
  /** Batches of the step that are left. Absent: none. */
  readonly batchesLeft?: number;
  /** The work that is done so far is kept for a review: there is something to publish. Absent: there is not. */
  readonly reviewable?: boolean;
  /** Whether the work changed something. Absent or null: not known. */
  readonly changed?: boolean | null;
  /** Of a failure: what a further attempt is told of it, cut. Absent or null: nothing. */
  readonly context?: string | null;
}

/** The cost of an attempt that was told after its end: to be recorded with the target before the ledger is written. */
export interface LateCost extends OfAttempt {
  readonly costUsd: number;
}

/** How an attempt ended in this turn: to be recorded with the target before the ledger is written. */
export interface Settlement extends OfAttempt, Ending {
  readonly trigger: Trigger;
}
