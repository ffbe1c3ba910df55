/**
 * The ports: all that handlers read and write outside of the process, as small functions. A function of a store makes one query, and
 * its name says the condition of the write. `adapters/` implements the ports on AWS clients, `test/twins/` in memory.
 * A read on which something is decided is a consistent read. Times are epoch milliseconds here, and ISO strings in stored rows.
 */
import type { DependencyGraph } from '../core/graph/graph.ts';
import type { Ledger } from '../core/ledger/ledger.ts';
import type { Result } from '../core/result.ts';
import type { ApiError } from '../contracts/http/errors.ts';
import type {
  FleetSpec,
  TargetRecord,
  AttemptCreated,
  AttemptOutcome,
  GivenAnswer,
  GivenSteering,
  GivenWords,
  CommandRecord,
  LogRecord,
  FleetSummary,
} from '../contracts/fleet-records.ts';
import type { TaskStatusChanged } from '../contracts/events.ts';
import type { Look, RunInput } from '../contracts/messages.ts';
import type { Repository } from '../contracts/repository.ts';
import type { ChannelMetadata, TaskDetail, TaskEvent, TaskRow } from '../contracts/task.ts';
import type { ClaimStore, KeyStore } from './claim-stores.ts';
import type { Page, PageRequest } from './page.ts';
import type { KeyClaim, TaskPlace } from './task-stores.ts';

/** The time and new ids. Handlers get them as a port, so that a simulation can replay exactly. */
export interface ClockAndIds {
  /** Epoch milliseconds. */
  now(): number;
  /** A new ULID. */
  newId(): string;
}

// ---- fleets

/** A ledger of the same generation and version is the same. */
export type LedgerState = Pick<Ledger, 'fleetId' | 'owner' | 'teams' | 'generation' | 'version'>;

export interface LedgerStore {
  /** With its groups and its dependencies, which are items of their own. */
  getLedger(fleetId: string): Promise<Ledger | undefined>;
  /** What tells whether a reader has the ledger as it is now: a small read, and nothing is unpacked. */
  getLedgerState(fleetId: string): Promise<LedgerState | undefined>;
  /** The spec of the fleet must be there, and its graph, where it has one. */
  putLedgerIfAbsent(ledger: Ledger): Promise<boolean>;
  /** Writes `ledger` as version `ledger.version + 1`, only while the stored version is `ledger.version`. */
  putLedgerAtVersion(ledger: Ledger): Promise<boolean>;
  /** Fleets of one shard whose `wake_at` is not after `now`. */
  listFleetsToWake(shard: number, now: number): Promise<readonly string[]>;
  /** All fleets of one shard that have a `wake_at`: those that are not at rest. */
  listActiveFleets(shard: number): Promise<readonly string[]>;
  /** Those of all shards, in no order, by one read. */
  listAllActiveFleets(): Promise<readonly string[]>;
  /** The summaries of the fleets that exist, in no order. */
  getFleetSummaries(fleetIds: readonly string[]): Promise<readonly FleetSummary[]>;
  /** Newest first, as in the next list. */
  listFleetsOfOwner(owner: string, page: PageRequest): Promise<Page<FleetSummary>>;
  /** `month` as `2026-11`. */
  listFleetsOfMonth(month: string, page: PageRequest): Promise<Page<FleetSummary>>;
}

export interface TargetStore {
  putTargets(fleetId: string, targets: readonly TargetRecord[]): Promise<void>;
  /** Any number of them, by ordinal. Targets that do not exist are left out. */
  getTargets(fleetId: string, ordinals: readonly number[]): Promise<readonly TargetRecord[]>;
  /** Stores the task of an attempt, or why the task was rejected. Written whole, so it may be repeated. */
  recordCreated(fleetId: string, ordinal: number, attempt: number, created: AttemptCreated): Promise<void>;
  /** Stores how an attempt ended. Written whole, so it may be repeated. */
  recordOutcome(fleetId: string, ordinal: number, attempt: number, outcome: AttemptOutcome): Promise<void>;
  /** Stores the answer to the question of an attempt. Written whole, so it may be repeated. */
  recordAnswer(fleetId: string, ordinal: number, attempt: number, answer: GivenAnswer): Promise<void>;
  /** Stores other words of a person with the attempt that gets them first. Written whole, so it may be repeated. */
  recordWords(fleetId: string, ordinal: number, attempt: number, words: GivenWords): Promise<void>;
  /** Stores what a person said in a review with the attempt that it begins. Written whole, so it may be repeated. */
  recordSteering(fleetId: string, ordinal: number, attempt: number, steering: GivenSteering): Promise<void>;
  /** Stores how an attempt without a task ended, unless an outcome is stored; answers the stored outcome. */
  keepOutcome(fleetId: string, ordinal: number, attempt: number, outcome: AttemptOutcome): Promise<AttemptOutcome>;
  /** Stores what is about to be published of an attempt, unless it is stored; answers the stored one, so that a repeat is equal. */
  keepPublished(fleetId: string, ordinal: number, attempt: number, outcome: AttemptOutcome): Promise<AttemptOutcome>;
}

/** The task token of a child of the workflow that waits. Tokens of a target are ordered by run, entered, retry. */
export interface ParkedToken {
  readonly run: number;
  readonly entered: string;
  readonly retry: number;
  /** Epoch milliseconds. */
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
  /** Of a fleet that has a ledger, after which its spec never changes. */
  getSpec(fleetId: string): Promise<FleetSpec | undefined>;
}

export interface GraphStore {
  /** Before the fleet has a ledger. */
  putGraph(fleetId: string, graph: DependencyGraph): Promise<void>;
  /** Of a fleet that has a ledger with dependencies: they never change. */
  getGraph(fleetId: string): Promise<DependencyGraph | undefined>;
}

export interface CommandStore {
  putCommandIfAbsent(command: CommandRecord): Promise<boolean>;
  getCommand(fleetId: string, commandId: string): Promise<CommandRecord | undefined>;
  /** The commands without a verdict, in the order of their ids. */
  listPendingCommands(fleetId: string): Promise<readonly CommandRecord[]>;
  recordVerdict(fleetId: string, commandId: string, verdict: NonNullable<CommandRecord['verdict']>): Promise<void>;
}

export interface LogRequest extends PageRequest {
  /** Default: oldest first. */
  readonly newestFirst?: boolean | undefined;
  /** Only entries with a higher seq. */
  readonly afterSeq?: number | undefined;
}

export interface LogStore {
  /** May be repeated: the same seq is written again with the same content. */
  putLogEntry(fleetId: string, entry: LogRecord): Promise<void>;
  listLog(fleetId: string, page: LogRequest): Promise<Page<LogRecord>>;
}

export interface TeamStore {
  /** Puts a fleet among those of its teams. Written whole, so it may be repeated. @param now epoch milliseconds */
  putTeams(fleetId: string, teams: readonly string[], now: number): Promise<void>;
  /**
   * The ids of the fleets that name a team, newest first. A fleet may not be there, or not any more: a submit puts it here before
   * its ledger.
   */
  listFleetsOfTeam(team: string, page: PageRequest): Promise<Page<string>>;
}

export interface FleetStores {
  readonly ledgers: LedgerStore;
  readonly targets: TargetStore;
  readonly tokens: TokenStore;
  readonly specs: SpecStore;
  readonly graphs: GraphStore;
  readonly commands: CommandStore;
  readonly log: LogStore;
  readonly keys: KeyStore;
  readonly claims: ClaimStore;
  readonly teams: TeamStore;
}

// ---- repositories

/** The result of a change of a repository: the written one, or the caller's own reason to refuse the change. */
export type RepoChange<W> = { readonly written: Repository } | { readonly refused: W };

/** Ignores the case of names. A repository has the name with which it was onboarded. */
export interface RepoStore {
  getRepo(repo: string): Promise<Repository | undefined>;
  /** The found ones, by the names in `repos`. */
  getRepos(repos: readonly string[]): Promise<ReadonlyMap<string, Repository>>;
  /** Reads, changes and writes; starts again if another caller wrote in between, so that no change is lost. */
  changeRepo<W = never>(repo: string, change: (known: Repository | undefined) => RepoChange<W>): Promise<RepoChange<W>>;
  /** Reads many to change them with one request each: `changeRepo` of the answer first tries with what was read. */
  readToChange(repos: readonly string[]): Promise<ReposToChange>;
  /** All repositories, sorted by owner and name. Reads the whole table. */
  listRepos(): Promise<readonly Repository[]>;
}

export interface ReposToChange extends Pick<RepoStore, 'changeRepo'> {
  /** The found ones, by the names in `repos`. */
  readonly known: ReadonlyMap<string, Repository>;
}

// ---- queues, bus, workflow

export interface Mailbox {
  mail(look: Look): Promise<void>;
  /** Any number. They are sent in batches, and entries that failed are sent again. */
  mailAll(looks: readonly Look[]): Promise<void>;
  /** Puts a message that could not be understood into the dead-letter queue, where an operator finds it. */
  deadLetter(body: string, why: string): Promise<void>;
}
/** What the actor does with a message of the mailbox that it has received. */
export interface ReceivedMail {
  /** Lets messages come again after so many seconds. Ten at most, by their receipts. */
  comeAgain(receipts: readonly string[], seconds: number): Promise<void>;
  /** Removes messages before the batch that they came in is answered. Ten at most, by their receipts. */
  remove(receipts: readonly string[]): Promise<void>;
}
export interface Timers {
  /** Mails the fleet after `delayS` seconds, 900 at most. */
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
   * Waits up to `waitS` seconds for messages. It answers no malformed one: the queue moves those to the dead-letter queue.
   * `signal` ends the wait early, with an AbortError.
   */
  receive(max: number, waitS: number, signal?: AbortSignal): Promise<readonly ReceivedTask[]>;
  /** A message that is gone, or a receipt that the queue does not know, counts as removed. */
  remove(receipt: string): Promise<void>;
  /** Hides the message for so many seconds from now. Does nothing where the message is gone or the queue does not know the receipt. */
  hide(receipt: string, seconds: number): Promise<void>;
}
export interface Bus {
  publishTaskStatus(detail: TaskStatusChanged): Promise<void>;
  /** `detailType` as in contracts/events.ts. `detail` is sent as it is. */
  publishFleetEvent(detailType: string, detail: unknown): Promise<void>;
}
export interface TaskTokens {
  /** Answers a token with `{again}`. A token that is not valid any more counts as answered. */
  answer(token: string, again: boolean): Promise<void>;
}
export interface FleetWorkflow {
  /** Starts a run. A run that exists counts as started. */
  startRun(generation: number, input: RunInput): Promise<void>;
  runStatus(fleetId: string, generation: number, run: number): Promise<'running' | 'succeeded' | 'ended-early' | 'unknown'>;
}

// ---- the create-task core

export interface TaskCaller {
  readonly userId: string;
  readonly channelSource: 'api' | 'fleet';
  readonly channelMetadata: ChannelMetadata | null;
  readonly idempotencyKey: string | undefined;
  /** What the history of the task is to say of how it was asked for. Recorded only by the call that writes the task, so never twice. */
  readonly notes?: readonly Pick<TaskEvent, 'event_type' | 'metadata'>[];
}
/** The task as it is now; `isReplay`: it was there before. Or the error that the task API answers. */
export type TaskCreation = Result<{ readonly task: TaskDetail; readonly isReplay: boolean }, ApiError>;
/** The task platform as fleets and the API use it. Every task is created by `createTask`. */
export interface TaskCore extends TaskSteering {
  createTask(body: unknown, caller: TaskCaller): Promise<TaskCreation>;
}
export interface TaskSteering {
  /**
   * From now on no task can be created with the key. If a task has the key already, answers its id; if its row was never written, the
   * row is written as CANCELLED. `failed`: a person failed the target, which that row then says too.
   */
  closeKey(
    key: string,
    by: { readonly userId: string; readonly failed?: boolean },
  ): Promise<{ closed: true } | { taskId: string }>;
  /**
   * Cancels the task. `terminal`: it had ended before. `finalizing`: it is about to end by itself and cannot be cancelled. The reason
   * `overdue` is stored with the task, so that its target becomes LOST; so is `failed`, so that its target becomes FAILED.
   */
  cancelTask(taskId: string, why: 'asked' | 'overdue' | 'failed'): Promise<'cancelled' | 'terminal' | 'finalizing'>;
  readTasks(taskIds: readonly string[]): Promise<readonly TaskRow[]>;
  /** The claim of the key; undefined for a key that was never used. */
  lookUpKey(key: string): Promise<KeyClaim | undefined>;
}
