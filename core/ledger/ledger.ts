/**
 * The ledger: one record that holds the state of every target of a fleet, so that counts, policy, cap and status change in
 * one atomic write. Arrays are indexed by ordinal. An effect that the fleet owes stays marked here until it is done.
 * Invariant: all target arrays have the same length; a target with a slot, and no other, has an entry in `slots`.
 * Example: three targets, one running → statuses ['RUNNING', 'PENDING', 'PENDING'], slots {0: {since}}.
 */
import type { FailureClass } from '../failure.ts';
import type { EarlyEndings } from '../failure-policy.ts';
import type { FleetStatus, Reason, TargetStatus, Trigger } from '../fleet.ts';
import type { DependencyGraph } from '../graph/graph.ts';
import type { FleetSettings } from '../settings.ts';
import type { LogEntry } from './log-entry.ts';

/** The one thing that is owed for a target; core/turn/marks.ts says what each mark means. Stored by its place in this list. */
export const owedMarks = ['none', 'wake', 'child', 'child-in-run', 'cancel', 'close', 'cancel-overdue', 'cancel-failed'] as const;
export type OwedMark = (typeof owedMarks)[number];

/** How a person ends one target whose task runs: `cancel` follows the task, `fail` makes it FAILED however the task ends. */
export const stops = ['cancel', 'fail'] as const;
export type Stop = (typeof stops)[number];

/** What a task waits for: its forge has no room for its writes before `until`. */
export interface Wait {
  readonly host: string;
  /** Epoch ms. */
  readonly until: number;
  /** Milliseconds that the limits of the host ask for between two such tasks in the long run. */
  readonly everyMs: number;
}

/** A target's slot: since when (epoch ms), or since when its task does not wait for a forge any more. */
export interface Slot {
  readonly since: number;
  /** Absent: its task was never seen to wait, or does not any more. */
  readonly waits?: Wait;
  /** US dollars that the attempt may cost, fixed at its launch. Absent: it was told no limit. */
  readonly budgetUsd?: number;
}

/** Other words of a person for the attempts of some targets at their current step. The item of the command has the text. */
export interface Words {
  readonly commandId: string;
  /** US dollars that each of their attempts may cost, but for heals; null: as without the words. */
  readonly budgetUsd: number | null;
  readonly targets: ReadonlySet<number>;
}

/** A named group as a range of ordinals, `to` excluded, with all groups in it. Listed depth first. */
export interface GroupRange {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  /** At most so many of its targets hold a slot. */
  readonly maxConcurrency?: number;
  /** `required`: its targets wait for a person; `given`: a person has approved. Absent: no approval is needed. */
  readonly approval?: 'required' | 'given';
  /** Its repositories share a sandbox, and are the one target of it, which has its path. Absent: they do not. */
  readonly shared?: true;
}

/** The groups that are in no other group; together they cover all targets. */
export const topLevel = (groups: readonly GroupRange[]): GroupRange[] => groups.filter(({ path }) => !path.includes('/'));

/** Types of the events about a fleet. */
export const fleetEventTypes = ['Fleet Started', 'Fleet Paused', 'Fleet Continued', 'Fleet Breached', 'Fleet Finished'] as const;
/** An event that is still to be published. Its detail is fixed when it is owed, so that a repeated publish is equal. */
export interface OwedEvent {
  readonly type: (typeof fleetEventTypes)[number];
  readonly detail: Readonly<Record<string, unknown>> & { readonly event_id: string; readonly reason?: ShownReason | null };
}

/** A reason as its readers see it; `since` as ISO time. */
export interface ShownReason extends Pick<Reason, 'code' | 'message'> {
  readonly since: string;
  readonly actor: string;
}

export interface Verdict {
  readonly commandId: string;
  readonly result: 'applied' | 'no_change' | 'refused';
  readonly code: string | null;
  readonly message: string | null;
  /** The first ten targets that it was refused for. A retry may have been applied to others. */
  readonly refused?: readonly number[];
  /** Whether it must still be written to the command's item. */
  readonly owed: boolean;
}

export interface CostSum {
  readonly knownUsd: number;
  readonly unknownCount: number;
}

/** Results of earlier generations: of the targets that this generation left as they were when it began, and all costs. */
export interface Earlier {
  readonly targets: Readonly<Record<string, number>>;
  /** By failure class. */
  readonly failures: Readonly<Record<string, number>>;
  readonly cost: CostSum;
}

/** Durations of finished attempts by bucket (see core/ledger/histogram.ts), sparse. */
export type Histogram = ReadonlyMap<number, number>;

export interface Ledger {
  readonly fleetId: string;
  readonly owner: string;
  /** Groups of callers whose members have it as its owner does; fixed at the submit. Absent: none. */
  readonly teams?: readonly string[];
  readonly workflowRef: string;
  readonly settings: FleetSettings;

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

  readonly groups: readonly GroupRange[];
  /** Null: no target depends on another. It never changes, and is stored in an item of its own. */
  readonly graph: DependencyGraph | null;
  /** Whether it waits for a person before anything is launched. */
  readonly awaitsApproval: boolean;
  /** Whether the targets of its canary have ended; false where it has no canary. */
  readonly canaryPassed: boolean;
  /** Failures that a person has seen and gone on with, counted as the policy counts. */
  readonly acknowledgedFailures: number;
  readonly earlyEndings: EarlyEndings;
  /** Since when nothing runs (epoch ms); null unless PAUSED. */
  readonly pausedAt: number | null;
  /** Milliseconds of this generation in which it was PAUSED, the wait that goes on not counted. */
  readonly waitedMs: number;
  /** Launches of the last minute by second (epoch s), where they are limited. */
  readonly recentLaunches: ReadonlyMap<number, number>;
  /** When the pace allows the next launch (epoch ms); null unless a target waits for that. */
  readonly heldUntil: number | null;

  readonly statuses: readonly TargetStatus[];
  /** From 1. */
  readonly attempts: readonly number[];
  readonly triggers: readonly Trigger[];
  /** The step of the current attempt, or of the next one, as its place in the settings; 0 where there are no steps. */
  readonly atSteps: readonly number[];
  /** Automatic retries at this step and batch, since a person's last retry. */
  readonly autoRetries: readonly number[];
  /** Heals at this step and batch, since a person's last retry. */
  readonly heals: readonly number[];
  readonly classes: readonly (FailureClass | null)[];
  readonly owed: readonly OwedMark[];
  /** First attempt whose end is still to be published; 0: none. */
  readonly firstUnpublished: readonly number[];
  readonly slots: ReadonlyMap<number, Slot>;
  /** Not launched before this time (epoch ms). */
  readonly backoffs: ReadonlyMap<number, number>;
  /** PENDING targets that wait for an answer to a question, and since when (epoch ms). The attempt before the current one asked it. */
  readonly waiting: ReadonlyMap<number, number>;
  /** PENDING targets that wait for a person before their next attempt: at the gate of their step, or between steps or batches. By their arrival. */
  readonly gates: ReadonlyMap<number, number>;
  /** The last arrival at a gate: the time (epoch ms), later than every arrival of an earlier turn. 0: none. */
  readonly lastArrival: number;
  /** Targets for which a person has opened the gate of their current step. */
  readonly gatesPassed: ReadonlySet<number>;
  /**
   * Targets that have done their work, up to a merge, in a fleet that reviews: their current attempt, or the next one, publishes it. One that
   * waits for the review is in `gates`; one whose review a person has approved is in `gatesPassed`. By the last attempt that the review is
   * about: what a later one may have left is not published. 0: it has come to no review yet.
   */
  readonly publishing: ReadonlyMap<number, number>;
  /** A person has skipped the rest: targets that come to a gate are skipped there. */
  readonly skipsAtGates: boolean;
  /** Milliseconds that earlier attempts of unfinished targets took, where a target takes several; each attempt in whole seconds. */
  readonly worked: ReadonlyMap<number, number>;
  /** Oldest first; each target is in one of them at most. */
  readonly words: readonly Words[];
  /** Whether the claims of an exclusive fleet that has ended are still to be released. */
  readonly releaseOwed: boolean;
  /** Targets whose current attempt begins with an answer, or with what a person said in a review, by the command that gives it. Kept until that attempt has its task, or has ended. */
  readonly answers: ReadonlyMap<number, string>;
  /** LOST targets whose task has told its end after all. */
  readonly lateResults: ReadonlySet<number>;
  /** Attempts that ended with an unknown cost which their worker may still tell, by target. Forgotten when the fleet is opened again. */
  readonly openCosts: ReadonlyMap<number, number>;
  /** Targets whose current attempt had a refused move: the log tells it once per attempt. */
  readonly refusals: ReadonlySet<number>;
  /** Targets with a slot that a person has asked to end, and how. */
  readonly stops: ReadonlyMap<number, Stop>;
  /** FAILED targets that a person has failed: the failure policy does not count them. */
  readonly failedByPerson: ReadonlySet<number>;

  /** The run of the workflow that has the target's child; 0: the target has none, or its child has been told to end. */
  readonly children: readonly number[];
  /** The run that older code started for all targets; 0: none. Its children are in no window. */
  readonly wholeRun: number;
  /** Number of the last run of the workflow, 0 before the first. */
  readonly run: number;
  /** Whether the start of `run` is still owed, for the targets marked `child-in-run`. */
  readonly startOwed: boolean;
  /** When children that were missing were last replaced (epoch ms). */
  readonly lastRepairAt: number | null;

  readonly logSeq: number;
  readonly owedLog: readonly LogEntry[];
  /** Per generation. */
  readonly eventSeq: number;
  readonly owedEvents: readonly OwedEvent[];
  readonly verdicts: readonly Verdict[];

  readonly cost: CostSum;
  readonly earlier: Earlier;
  readonly durations: Histogram;
  /** Time of the last tick (epoch ms). Repairs are made at ticks, however often other messages cause a turn. */
  readonly lastTickAt: number;
  /** When the next look is due (epoch ms); null when the fleet has ended and owes nothing. */
  readonly wakeAt: number | null;

  /** Fields of the stored ledger that this code does not know: it carries them along, and never looks at them. Absent: none. */
  readonly unknownFields?: Readonly<Record<string, unknown>>;
}
