/** The ports of the task tables: rows, heartbeats, claims of keys, slots of users, events and output. Everything is read consistently, unless said otherwise. */
import type { TaskDiff } from '../contracts/change.ts';
import type { TaskStatus } from '../contracts/events.ts';
import type { ForgeWait, OpenState, TaskEvent, TaskRow } from '../contracts/task.ts';
import type { Bookings } from '../core/forge-bookings.ts';
import type { Page, PageRequest } from './page.ts';
import type { DaySpendStore } from './spend-stores.ts';

/** The idempotency key of a task: it stands for one task, or no task can be created with it any more. */
export type KeyClaim = { readonly userId: string } & ({ readonly taskId: string } | { readonly closed: true });

/** Fields that a move may write besides the status. */
export type TaskChanges = Partial<
  Omit<
    TaskRow,
    | 'task_id'
    | 'user_id'
    | 'status'
    | 'user_status'
    | 'open'
    | 'open_for'
    | 'open_since'
    | 'month'
    | 'updated_at'
    | 'claim'
    | 'claimed_at'
    | 'lease_until'
    | 'claimed_by'
    | 'last_line'
    | 'waits_for'
  >
>;

/** What is known of the work of a task that somebody else has ended. */
export interface ToldCost {
  readonly holdNumber: number;
  readonly changes: { readonly cost_usd: number; readonly turns_completed?: number; readonly turns_attempted?: number };
}

/** A task with its user and the lane that it waits in (adapters/task/task-lane.ts). */
export interface TaskPlace {
  readonly taskId: string;
  readonly userId: string;
  readonly lane: string;
}

/** The slots of a user under a cap, and the lanes in which tasks of the user may wait. Times in epoch milliseconds. */
export interface UserStanding {
  readonly slots: readonly Pick<TaskPlace, 'taskId' | 'lane'>[];
  readonly waiting: readonly { readonly lane: string; readonly since: number }[];
  /** The lane whose task got the last slot. */
  readonly lastLane: string | undefined;
}

/**
 * A task that has not ended. `since`: the time at which it became what it is open for, in epoch milliseconds. For one that waits for a
 * forge it is the end of the wait.
 */
export interface OpenTask {
  readonly taskId: string;
  readonly userId: string;
  readonly since: number;
}

export interface TaskStore extends HeartbeatStore, ForgeBucketStore, DaySpendStore {
  getTask(taskId: string): Promise<TaskRow | undefined>;
  /** For half the price of `getTask`. What it answers may be a moment old: nothing may be written because of it. */
  getTaskOfLate(taskId: string): Promise<TaskRow | undefined>;
  getTaskAndHeartbeat(taskId: string): Promise<{ readonly row: TaskRow | undefined; readonly beat: Heartbeat | undefined }>;
  getTasks(taskIds: readonly string[]): Promise<readonly TaskRow[]>;
  putTaskIfAbsent(row: TaskRow): Promise<boolean>;

  getKeyClaim(key: string): Promise<KeyClaim | undefined>;
  /** Puts the claim unless one is stored; answers the stored one. */
  putKeyClaimIfAbsent(key: string, claim: KeyClaim): Promise<KeyClaim>;

  /**
   * The first write of a hold in the row that was read: only from its status, and only over a lower number. A SUBMITTED task becomes
   * HYDRATING. After `limits.holds` holds `claimed_at` stays: a further worker only ends the task, and gets no more time for it.
   */
  beginHoldIfHigher(row: TaskRow, hold: Pick<NewHold, 'holdNumber' | 'now'>): Promise<TaskRow | undefined>;
  /** Moves to `to` only from one of `from`, and, if given, only while the hold has this number. */
  moveTaskIfStatus(
    taskId: string,
    move: { from: readonly TaskStatus[]; to: TaskStatus; holdNumber?: number; changes?: TaskChanges; now: number },
  ): Promise<TaskRow | undefined>;
  /**
   * Writes what the work of an ended task cost, as this hold says: only where nothing has said a cost yet, and it is still the last hold.
   * Answers the new row.
   */
  tellCostOfEnded(taskId: string, told: ToldCost): Promise<TaskRow | undefined>;
  /**
   * Notes in the row that was read what the task waits for, and that it is open since the end of the wait: only while it is SUBMITTED, no
   * worker began it, and it does not wait for another time by now.
   */
  waitForForgeIf(row: TaskRow, wait: ForgeWait, now: number): Promise<TaskRow | undefined>;

  /** Newest first. */
  listTasksOfUser(userId: string, page: PageRequest): Promise<Page<TaskRow>>;
  listTasksOfMonth(month: string, page: PageRequest): Promise<Page<TaskRow>>;
  /** The QUEUED tasks in a lane of a user, oldest first. Eventually consistent: it gives an order, and admits no task. */
  listQueuedTasks(userId: string, lane: string, limit: number): Promise<readonly string[]>;
  /**
   * The tasks that have been open for this since before a time, in the order of their creation; `Infinity`: all, also those that wait for
   * a forge and so are open since a time to come. Eventually consistent.
   */
  listOpenTasksBefore(state: OpenState, before: number, limit: number): Promise<readonly OpenTask[]>;
  /**
   * Gives unfinished tasks that older code wrote what `listOpenTasksBefore` finds them by. Reads one page of the table. May be
   * repeated.
   */
  indexOlderTasks(after: string | undefined): Promise<{ indexed: number; next: string | undefined }>;

  /** Gives the task a slot, only while its user has fewer than `cap`, or if the task has one already. */
  takeUserSlotIfBelow(place: TaskPlace, cap: number): Promise<boolean>;
  releaseUserSlot(place: TaskPlace): Promise<void>;
  getUserStanding(userId: string): Promise<UserStanding>;
  /** Notes that tasks may wait in the lane since `now`. */
  noteWaitingLane(userId: string, lane: string, now: number): Promise<void>;
  /** Removes the note on a lane, unless the lane was noted again since. */
  forgetWaitingLaneIfSince(userId: string, lane: string, since: number): Promise<void>;
}

export interface TaskEventsRequest extends PageRequest {
  /** Id of an event: only later ones are listed. */
  readonly afterEvent?: string | undefined;
  /** Default: oldest first. */
  readonly newestFirst?: boolean | undefined;
}

/** A part of the output of a task, which the worker stored that held the task. */
export interface OutputPart {
  /** Number of the worker's hold on the task. */
  readonly hold: number;
  /** Its place among the parts of the hold. A part replaces the one that was there. */
  readonly place: number;
  /** Counts the parts of a hold from 0. The text of a part follows that of the part before. */
  readonly number: number;
  readonly text: string;
}

export interface TaskEventStore {
  appendTaskEvent(taskId: string, event: TaskEvent): Promise<void>;
  /** Without the output, whose parts are items of the same table. */
  listTaskEvents(taskId: string, page: TaskEventsRequest): Promise<Page<TaskEvent>>;
  /** Stores a part, deflated. May be repeated, also with more text. */
  putOutputPart(taskId: string, part: OutputPart): Promise<void>;
  /** The last 256 KB that the newest hold stored which stored any; undefined when none did. */
  getTaskOutput(taskId: string): Promise<string | undefined>;
  /** Stores a part of what the agent printed as it printed it, with secrets masked. Otherwise as `putOutputPart`. */
  putRawOutputPart(taskId: string, part: OutputPart): Promise<void>;
  /** As `getTaskOutput`. */
  getRawOutput(taskId: string): Promise<string | undefined>;
  /** Stores the diff of a task, deflated. May be repeated. */
  putDiff(taskId: string, diff: TaskDiff & { readonly hold: number }): Promise<void>;
  /** The diff that the newest hold stored which stored one whole; undefined when none did. */
  getDiff(taskId: string): Promise<TaskDiff | undefined>;
}

/** The heartbeat of a task: the last hold, and until when it is respected. Times in epoch milliseconds. */
export interface Heartbeat {
  readonly holdNumber: number;
  /** The worker that took the task last; null in a row of version 1 that does not say it. */
  readonly workerId: string | null;
  readonly leaseUntil: number;
  /** The last line that the work printed. */
  readonly lastLine: string | null;
}

/** The hold that a worker takes. Times in epoch milliseconds. */
export interface NewHold {
  /** Higher than every earlier one. */
  readonly holdNumber: number;
  readonly workerId: string;
  readonly now: number;
  readonly leaseUntil: number;
  /** The number in the heartbeat that was read; undefined: the task had none. */
  readonly before: number | undefined;
}

export interface RenewedLease {
  /** Epoch milliseconds. */
  readonly until: number;
  /** The last line that the work printed; undefined: the stored one stays. */
  readonly lastLine?: string | null | undefined;
}

/** The heartbeats of tasks, each an item beside its task's row (docs/decisions/0005-the-heartbeat-of-a-task.md). */
export interface HeartbeatStore {
  /** By the ids of their tasks. */
  getHeartbeats(taskIds: readonly string[]): Promise<ReadonlyMap<string, Heartbeat>>;
  /** Only if the heartbeat has the number that was read, and its lease ended before `now`. */
  takeLeaseIfFree(taskId: string, hold: NewHold): Promise<boolean>;
  renewLeaseOfHold(taskId: string, holdNumber: number, lease: RenewedLease): Promise<boolean>;
  /** Lets go: ends the lease at `now`, if this hold is the last one, or if the task has no heartbeat. */
  endLeaseOfHold(taskId: string, hold: Pick<NewHold, 'holdNumber' | 'workerId' | 'now'>): Promise<boolean>;
}

/** What is known of one token at one forge. Times in epoch milliseconds. */
export interface ForgeBucket {
  /** Rises with each write of the item. */
  readonly revision: number;
  readonly bookings: Bookings;
  /** The forge takes no writes before; 0 where it never said so. */
  readonly closedUntil: number;
}

/** The bookings at forges, an item for each host and token (docs/decisions/0009-the-pace-of-a-forge.md). */
export interface ForgeBucketStore {
  /** @param bucket from `forgeBucketId` */
  getForgeBucket(bucket: string): Promise<ForgeBucket | undefined>;
  /** Replaces the bookings, only while the item is as it was read. @param read undefined: it was not there */
  putForgeBookingsIf(bucket: string, read: ForgeBucket | undefined, bookings: Bookings): Promise<boolean>;
  /** Closes the forge for writes with this token. A later time that was written before stays. */
  closeForge(bucket: string, until: number): Promise<void>;
}
