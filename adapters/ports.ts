/**
 * What the handlers need of the outside, as small functions. Each store function has one query; its name says the condition.
 * `adapters/` implements them on AWS clients; the simulation of the tests implements them in memory.
 * Reads that decide something are consistent reads. Times are epoch milliseconds here, ISO strings in stored rows.
 */
import type { Ledger } from '../core/ledger/ledger.ts';
import type { Result } from '../core/result.ts';
import type { ApiError } from '../contracts/http/errors.ts';
import type {
  FleetSpec,
  TargetRecord,
  AttemptCreated,
  AttemptOutcome,
  CommandRecord,
  LogRecord,
  FleetSummary,
} from '../contracts/fleet-records.ts';
import type { TaskStatusChanged, TaskStatus } from '../contracts/events.ts';
import type { Look, RunInput } from '../contracts/messages.ts';
import type { Repository } from '../contracts/repository.ts';
import type { ChannelMetadata, TaskDetail, TaskEvent, TaskRow } from '../contracts/task.ts';

/** Time and names, injected so that a simulation can replay exactly. */
export interface ClockAndIds {
  /** Epoch milliseconds. */
  now(): number;
  /** A new ULID. */
  newId(): string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Where to go on, or undefined at the end. Opaque to callers; the API signs it. */
  readonly next: string | undefined;
}
export interface PageRequest {
  readonly limit: number;
  readonly after?: string | undefined;
}

// ---- fleets

export interface LedgerStore {
  getLedger(fleetId: string): Promise<Ledger | undefined>;
  putLedgerIfAbsent(ledger: Ledger): Promise<boolean>;
  /** Writes `ledger` as version `ledger.version + 1`, only while the stored version is `ledger.version`. */
  putLedgerAtVersion(ledger: Ledger): Promise<boolean>;
  /** Fleets of one shard whose `wake_at` is not after `now`. */
  listFleetsToWake(shard: number, now: number): Promise<readonly string[]>;
  /** All fleets of one shard that are not at rest. */
  listActiveFleets(shard: number): Promise<readonly string[]>;
  /** Of those that there are, in no order. */
  getFleetSummaries(fleetIds: readonly string[]): Promise<readonly FleetSummary[]>;
  listFleetsOfOwner(owner: string, page: PageRequest): Promise<Page<FleetSummary>>;
  /** `month` as `2026-11`; newest first. */
  listFleetsOfMonth(month: string, page: PageRequest): Promise<Page<FleetSummary>>;
}

export interface TargetStore {
  putTargets(fleetId: string, targets: readonly TargetRecord[]): Promise<void>;
  getTargets(fleetId: string, ordinals: readonly number[]): Promise<readonly TargetRecord[]>;
  /** What `Drive` learned of an attempt: its task, or why it was rejected. Written whole, repeatable. */
  recordCreated(fleetId: string, ordinal: number, attempt: number, created: AttemptCreated): Promise<void>;
  /** How an attempt ended. Written whole, repeatable. */
  recordOutcome(fleetId: string, ordinal: number, attempt: number, outcome: AttemptOutcome): Promise<void>;
  /** How an attempt ended that no task says anything of: the first caller's word stands, and is answered to everybody. */
  keepOutcome(fleetId: string, ordinal: number, attempt: number, outcome: AttemptOutcome): Promise<AttemptOutcome>;
  /** Keeps what the first caller is about to publish of an attempt, and answers that to everybody: a repeat is equal. */
  keepPublished(fleetId: string, ordinal: number, attempt: number, outcome: AttemptOutcome): Promise<AttemptOutcome>;
}

/** A child's parked task token; orders by run, entered, retry. */
export interface ParkedToken {
  readonly run: number;
  readonly entered: string;
  readonly retry: number;
  /** When it was parked, epoch ms. */
  readonly parkedAt: number;
  readonly token: string;
}
export interface TokenStore {
  /** Parks the token unless a newer one is there (`refused`). `displaced`: the token of another child that was there before. */
  parkUnlessNewer(
    fleetId: string,
    ordinal: number,
    token: ParkedToken,
  ): Promise<{ refused: boolean; displaced: ParkedToken | undefined }>;
  getTokens(fleetId: string, ordinals: readonly number[]): Promise<ReadonlyMap<number, ParkedToken>>;
}

export interface SpecStore {
  putSpec(spec: FleetSpec): Promise<void>;
  getSpec(fleetId: string): Promise<FleetSpec | undefined>;
}

export interface CommandStore {
  putCommandIfAbsent(command: CommandRecord): Promise<boolean>;
  getCommand(fleetId: string, commandId: string): Promise<CommandRecord | undefined>;
  /** Commands without a verdict, in the order of their ids. */
  listPendingCommands(fleetId: string): Promise<readonly CommandRecord[]>;
  recordVerdict(fleetId: string, commandId: string, verdict: NonNullable<CommandRecord['verdict']>): Promise<void>;
}

export interface LogRequest extends PageRequest {
  /** Else oldest first. */
  readonly newestFirst?: boolean | undefined;
}

export interface LogStore {
  /** Repeatable: the same seq is written again with the same content. */
  putLogEntry(fleetId: string, entry: LogRecord): Promise<void>;
  listLog(fleetId: string, page: LogRequest): Promise<Page<LogRecord>>;
}

export interface KeyRecord {
  readonly owner: string;
  readonly key: string;
  /** The resource that the key stands for: a fleet, or a command. */
  readonly resourceId: string;
  readonly bodyHash: string;
  /** Until when its holder may be working on it; epoch ms. */
  readonly leaseUntil: number;
}
export interface KeyStore {
  getKey(owner: string, key: string): Promise<KeyRecord | undefined>;
  /** Puts the record unless one is there; answers the one that was there before. */
  putKeyIfAbsent(record: KeyRecord): Promise<KeyRecord | undefined>;
  /** Takes over a record whose lease is the one given, so that only one taker wins. */
  takeOverKey(record: KeyRecord, expectedLease: number): Promise<boolean>;
}

export interface FleetStores {
  readonly ledgers: LedgerStore;
  readonly targets: TargetStore;
  readonly tokens: TokenStore;
  readonly specs: SpecStore;
  readonly commands: CommandStore;
  readonly log: LogStore;
  readonly keys: KeyStore;
}

// ---- tasks

/** The idempotency key of a task: it stands for one task, or no task can be created with it any more. */
export type KeyClaim = { readonly userId: string } & ({ readonly taskId: string } | { readonly closed: true });

/** Fields that a move may write besides the status. */
export type TaskChanges = Partial<
  Omit<TaskRow, 'task_id' | 'user_id' | 'status' | 'user_status' | 'month' | 'claim' | 'updated_at'>
>;

/** Where a task waits its turn: see adapters/task/task-lane.ts. */
export interface TaskPlace {
  readonly taskId: string;
  readonly userId: string;
  readonly lane: string;
}

/** What a user holds under a cap, and where tasks of his may wait. Times in epoch milliseconds. */
export interface UserStanding {
  readonly slots: readonly Pick<TaskPlace, 'taskId' | 'lane'>[];
  readonly waiting: readonly { readonly lane: string; readonly since: number }[];
  /** The lane that got the last slot. */
  readonly lastLane: string | undefined;
}

/** The worker that takes a task, and how long its first lease lasts. Times in epoch milliseconds. */
export interface WorkerHold {
  readonly workerId: string;
  readonly now: number;
  readonly leaseUntil: number;
}

export interface RenewedLease {
  /** Epoch milliseconds. */
  readonly until: number;
  /** What the work printed last; undefined: as told before. */
  readonly lastLine?: string | null | undefined;
}

export interface TaskStore {
  getTask(taskId: string): Promise<TaskRow | undefined>;
  getTasks(taskIds: readonly string[]): Promise<readonly TaskRow[]>;
  putTaskIfAbsent(row: TaskRow): Promise<boolean>;

  getKeyClaim(key: string): Promise<KeyClaim | undefined>;
  /** Puts the claim unless one is there; answers the one that is there afterwards. */
  putKeyClaimIfAbsent(key: string, claim: KeyClaim): Promise<KeyClaim>;

  /**
   * A worker takes the task: SUBMITTED, or active with a lease that ended before `now`. Raises the number of the hold, `claim`. After
   * `limits.holds` holds `claimed_at` stays: a further worker only ends the task, and gets no more time for it.
   */
  holdTaskIfFree(taskId: string, by: WorkerHold): Promise<{ row: TaskRow; previous: TaskStatus } | undefined>;
  renewLeaseOfHold(taskId: string, hold: number, lease: RenewedLease): Promise<boolean>;
  /** Ends the lease of a task that is worked on, if this worker took it last. */
  endLeaseOfWorker(taskId: string, workerId: string, now: number): Promise<boolean>;
  /** Moves to `to` only from one of `from`, and, if given, only while the hold has this number. */
  moveTaskIfStatus(
    taskId: string,
    move: { from: readonly TaskStatus[]; to: TaskStatus; hold?: number; changes?: TaskChanges; now: number },
  ): Promise<TaskRow | undefined>;

  /** Newest first. */
  listTasksOfUser(userId: string, page: PageRequest): Promise<Page<TaskRow>>;
  listTasksOfMonth(month: string, page: PageRequest): Promise<Page<TaskRow>>;
  /** The QUEUED tasks in a lane of a user, oldest first (eventually consistent: order, never admission). */
  listQueuedTasks(userId: string, lane: string, limit: number): Promise<readonly string[]>;
  /** Tasks in a status that were last changed before a time, oldest first (eventually consistent). */
  listTasksInStatusBefore(
    status: TaskStatus,
    before: number,
    limit: number,
  ): Promise<readonly { taskId: string; userId: string; changedAt: number; leaseUntil: number | undefined }[]>;

  /** Adds the task to its user's unfinished ones, only while they are fewer than `cap` (or it is among them). */
  takeUserSlotIfBelow(place: TaskPlace, cap: number): Promise<boolean>;
  releaseUserSlot(place: TaskPlace): Promise<void>;
  getUserStanding(userId: string): Promise<UserStanding>;
  /** Tasks may be waiting in the lane since `now`. */
  noteWaitingLane(userId: string, lane: string, now: number): Promise<void>;
  /** Nothing waits in the lane, unless somebody noted it again since. */
  forgetWaitingLaneIfSince(userId: string, lane: string, since: number): Promise<void>;
}

export interface TaskEventsRequest extends PageRequest {
  /** Id of an event: only those after it. */
  readonly afterEvent?: string | undefined;
  /** Else oldest first. */
  readonly newestFirst?: boolean | undefined;
}

export interface TaskEventStore {
  appendTaskEvent(taskId: string, event: TaskEvent): Promise<void>;
  /** Without the output. */
  listTaskEvents(taskId: string, page: TaskEventsRequest): Promise<Page<TaskEvent>>;
  /** Keeps the last 256 KB, deflated. */
  putTaskOutput(taskId: string, output: string): Promise<void>;
  getTaskOutput(taskId: string): Promise<string | undefined>;
}

/** What a change of a repository comes to: written, or refused for a reason of the one who changes it. */
export type RepoChange<W> = { readonly written: Repository } | { readonly refused: W };

/** Case of names is ignored; a repository answers its own name, as it was onboarded. */
export interface RepoStore {
  getRepo(repo: string): Promise<Repository | undefined>;
  /** By the names that were asked for. */
  getRepos(repos: readonly string[]): Promise<ReadonlyMap<string, Repository>>;
  /** Reads, changes and writes, again where somebody else wrote in between: no change is lost. */
  changeRepo<W = never>(repo: string, change: (known: Repository | undefined) => RepoChange<W>): Promise<RepoChange<W>>;
  /** All there are, by owner and name: reads the whole table. */
  listRepos(): Promise<readonly Repository[]>;
}

// ---- queues, bus, workflow

export interface Mailbox {
  mail(look: Look): Promise<void>;
  /** Up to any number; sent in batches, failed entries retried. */
  mailAll(looks: readonly Look[]): Promise<void>;
  /** Puts what could not be understood where an operator finds it. */
  deadLetter(body: string, why: string): Promise<void>;
}
export interface Timers {
  /** Mails the fleet after `delayS` seconds (900 at most). */
  wakeLater(fleetId: string, delayS: number): Promise<void>;
}
export interface TaskQueue {
  enqueue(place: TaskPlace): Promise<void>;
}
export interface ReceivedTask {
  readonly taskId: string;
  readonly receipt: string;
}
export interface TaskQueueConsumer {
  /**
   * Waits up to `waitS` for messages; malformed ones are moved to the dead-letter queue by redrive, never returned.
   * `signal` ends the wait early, with an AbortError.
   */
  receive(max: number, waitS: number, signal?: AbortSignal): Promise<readonly ReceivedTask[]>;
  remove(receipt: string): Promise<void>;
  /** Keeps the message hidden for so many seconds from now. */
  hide(receipt: string, seconds: number): Promise<void>;
}
export interface Bus {
  publishTaskStatus(detail: TaskStatusChanged): Promise<void>;
  /** `detailType` as in contracts/events; detail is sent as it is. */
  publishFleetEvent(detailType: string, detail: unknown): Promise<void>;
}
export interface TaskTokens {
  /** Answers a token `{again}`; a dead token counts as answered. */
  answer(token: string, again: boolean): Promise<void>;
}
export interface FleetWorkflow {
  /** Starts a run; one that exists already counts as started. */
  startRun(generation: number, input: RunInput): Promise<void>;
  runStatus(fleetId: string, generation: number, run: number): Promise<'running' | 'succeeded' | 'ended-early' | 'unknown'>;
}

// ---- the create-task core

export interface TaskCaller {
  readonly userId: string;
  readonly channelSource: 'api' | 'fleet';
  readonly channelMetadata: ChannelMetadata | null;
  readonly idempotencyKey: string | undefined;
}
/** The task as it is now; `isReplay`: it was there before. Or the error that the task API answers. */
export type TaskCreation = Result<{ readonly task: TaskDetail; readonly isReplay: boolean }, ApiError>;
/** The create-task core: the one function through which every task is created, and what steers its tasks. */
export interface TaskCore extends TaskSteering {
  createTask(body: unknown, caller: TaskCaller): Promise<TaskCreation>;
}
export interface TaskSteering {
  /**
   * From now on no task can be created with the key. If there is one after all, answers its id; a claim without a row
   * gets its row as CANCELLED.
   */
  closeKey(key: string, userId: string): Promise<{ closed: true } | { taskId: string }>;
  /**
   * Asks for cancellation; `done` also where there is nothing to cancel any more (it answered 409). `overdue` marks the task
   * so that its target becomes LOST.
   */
  cancelTask(taskId: string, why: 'asked' | 'overdue'): Promise<'cancelled' | 'terminal' | 'finalizing'>;
  readTasks(taskIds: readonly string[]): Promise<readonly TaskRow[]>;
  /** What the key stands for now: nothing, a task, or closed. */
  lookUpKey(key: string): Promise<KeyClaim | undefined>;
}
