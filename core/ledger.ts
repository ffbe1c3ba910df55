/**
 * The ledger: one record that holds the state of every target of a fleet, so that counts, policy, cap and status change in
 * one atomic write. Arrays are indexed by ordinal. What the fleet owes to the outside stays marked here until it is done.
 * Invariant: all target arrays have the same length; a target with a slot, and no other, has an entry in `slots`.
 * Example: three targets, one running → statuses ['RUNNING', 'PENDING', 'PENDING'], slots {0: {since}}.
 */
import type { FailureClass } from './failure.ts';
import { countStatuses } from './fleet.ts';
import type { Actor, FleetStatus, Reason, StatusCounts, TargetStatus, Trigger } from './fleet.ts';

/**
 * What is owed for a target, one mark: `cancel` and `close` outrank a child, which outranks a wake.
 * `child` waits for the next run, `child-in-run` is part of the run that `start` owes, `cancel-overdue` makes it LOST.
 */
export const owedMarks = ['none', 'wake', 'child', 'child-in-run', 'cancel', 'close', 'cancel-overdue'] as const;
export type OwedMark = (typeof owedMarks)[number];

/** A target's slot: since when (epoch ms). */
export interface Slot {
  readonly since: number;
}

/** A named group as a range of ordinals, `to` excluded. */
export interface GroupRange {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

/** An entry of the decision log; `targets` are ranges of ordinals, both ends included. */
export interface LogEntry {
  readonly seq: number;
  readonly at: number;
  readonly actor: Actor;
  readonly action: LogAction;
  readonly targets?: readonly (readonly [number, number])[];
  readonly attempt?: number;
  readonly reason: string;
  readonly counts: StatusCounts;
}
export type LogAction = 'submitted' | 'launched' | 'settled' | 'retried' | 'cancelled' | 'refused' | 'recovered' | 'finished';

/** A published fact about the fleet; its detail is fixed when it is owed, so that a repeat is equal. */
export interface OwedEvent {
  readonly type: 'Fleet Started' | 'Fleet Finished';
  readonly detail: Readonly<Record<string, unknown>> & { readonly event_id: string };
}

export interface Verdict {
  readonly commandId: string;
  readonly result: 'applied' | 'no_change' | 'refused';
  readonly code: string | null;
  readonly message: string | null;
  /** Whether its command item still has to be told. */
  readonly owed: boolean;
}

export interface CostSum {
  readonly knownUsd: number;
  readonly unknownCount: number;
}

/** Durations of finished attempts by bucket (see core/histogram.ts), sparse. */
export type Histogram = ReadonlyMap<number, number>;

export interface Ledger {
  readonly fleetId: string;
  readonly owner: string;
  readonly title: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly workflowRef: string;

  /** Raised by every write; every write is conditional on it. */
  readonly version: number;
  /** Raised by every command that changed something, and by every automatic pause. */
  readonly revision: number;
  readonly status: FleetStatus;
  readonly reason: Reason | null;
  readonly generation: number;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly updatedAt: number;

  readonly maxConcurrency: number;
  readonly autoRetryMax: number;
  /** Running time of one attempt, seconds. */
  readonly timeoutS: number;
  readonly groups: readonly GroupRange[];

  readonly statuses: readonly TargetStatus[];
  /** From 1. */
  readonly attempts: readonly number[];
  readonly triggers: readonly Trigger[];
  /** Automatic retries used since a person last asked. */
  readonly autoRetries: readonly number[];
  readonly classes: readonly (FailureClass | null)[];
  readonly owed: readonly OwedMark[];
  readonly slots: ReadonlyMap<number, Slot>;
  /** Not launched before this time (epoch ms). */
  readonly backoffs: ReadonlyMap<number, number>;
  /** LOST targets whose task has answered after all. */
  readonly lateResults: ReadonlySet<number>;

  /** Number of the last run of the workflow, 0 before the first. */
  readonly run: number;
  /** Whether the start of `run` is still owed, for the targets marked `child-in-run`. */
  readonly startOwed: boolean;
  readonly lastStartAt: number | null;

  readonly logSeq: number;
  readonly owedLog: readonly LogEntry[];
  /** Per generation. */
  readonly eventSeq: number;
  readonly owedEvents: readonly OwedEvent[];
  readonly verdicts: readonly Verdict[];

  readonly cost: CostSum;
  readonly durations: Histogram;
  /** When the fleet was last looked at as a whole, so that repairs happen however busy it is. */
  readonly lastTickAt: number;
  /** When the fleet wants to be looked at; null when it is at rest. */
  readonly wakeAt: number | null;
}

export interface NewFleet {
  readonly fleetId: string;
  readonly owner: string;
  readonly title: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly workflowRef: string;
  readonly maxConcurrency: number;
  readonly autoRetryMax: number;
  readonly timeoutS: number;
  readonly groups: readonly GroupRange[];
  readonly total: number;
  /** Who submitted it, and when (epoch ms). */
  readonly actorId: string;
  readonly now: number;
}

/** The ledger of a fleet that was just accepted: everything PENDING, to be looked at now. */
export function newLedger(fleet: NewFleet): Ledger {
  const each = <T>(value: T): T[] => new Array<T>(fleet.total).fill(value);
  const statuses = each<TargetStatus>('PENDING');
  return {
    fleetId: fleet.fleetId,
    owner: fleet.owner,
    title: fleet.title,
    labels: fleet.labels,
    workflowRef: fleet.workflowRef,
    version: 1,
    revision: 1,
    status: 'PENDING',
    reason: null,
    generation: 1,
    createdAt: fleet.now,
    startedAt: null,
    finishedAt: null,
    updatedAt: fleet.now,
    maxConcurrency: fleet.maxConcurrency,
    autoRetryMax: fleet.autoRetryMax,
    timeoutS: fleet.timeoutS,
    groups: fleet.groups,
    statuses,
    attempts: each(1),
    triggers: each<Trigger>('initial'),
    autoRetries: each(0),
    classes: each<FailureClass | null>(null),
    owed: each<OwedMark>('none'),
    slots: new Map(),
    backoffs: new Map(),
    lateResults: new Set(),
    run: 0,
    startOwed: false,
    lastStartAt: null,
    logSeq: 1,
    owedLog: [submission(fleet, countStatuses(statuses))],
    eventSeq: 0,
    owedEvents: [],
    verdicts: [],
    cost: { knownUsd: 0, unknownCount: 0 },
    durations: new Map(),
    lastTickAt: fleet.now,
    wakeAt: fleet.now,
  };
}

function submission(fleet: NewFleet, counts: StatusCounts): LogEntry {
  const what = fleet.total === 1 ? '1 target' : `${String(fleet.total)} targets`;
  const reason = `Submitted with ${what}, at most ${String(fleet.maxConcurrency)} at a time.`;
  return { seq: 1, at: fleet.now, actor: { kind: 'user', id: fleet.actorId }, action: 'submitted', reason, counts };
}

/** A ledger being changed by one turn; never leaves `transition`. */
export type Draft = {
  -readonly [K in keyof Ledger]: Ledger[K] extends readonly (infer T)[]
    ? T[]
    : Ledger[K] extends ReadonlyMap<infer A, infer B>
      ? Map<A, B>
      : Ledger[K] extends ReadonlySet<infer T>
        ? Set<T>
        : Ledger[K];
};

/** Copies every collection, so that the ledger it came from never changes. */
export function draftOf(ledger: Ledger): Draft {
  return {
    ...ledger,
    groups: [...ledger.groups],
    statuses: [...ledger.statuses],
    attempts: [...ledger.attempts],
    triggers: [...ledger.triggers],
    autoRetries: [...ledger.autoRetries],
    classes: [...ledger.classes],
    owed: [...ledger.owed],
    slots: new Map(ledger.slots),
    backoffs: new Map(ledger.backoffs),
    lateResults: new Set(ledger.lateResults),
    owedLog: [...ledger.owedLog],
    owedEvents: [...ledger.owedEvents],
    verdicts: [...ledger.verdicts],
    durations: new Map(ledger.durations),
  };
}
