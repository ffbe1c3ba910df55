/**
 * The ledger of a fleet that was just accepted: everything PENDING, its first log entry owed, and to be looked at now.
 * Example: three targets, cap 2 → PENDING ×3, attempt 1 each, "Submitted with 3 targets, at most 2 at a time."
 */
import type { FailureClass } from '../failure.ts';
import { nothingEarlier } from './completion.ts';
import type { DependencyGraph } from '../graph/graph.ts';
import { noEndings } from '../failure-policy.ts';
import { countStatuses, type Reason, type StatusCounts, type TargetStatus, type Trigger } from '../fleet.ts';
import { gateOf } from '../steps/next-step.ts';
import { plural } from '../text/plural.ts';
import type { GroupRange, Ledger, OwedMark } from './ledger.ts';
import type { LogEntry } from './log-entry.ts';
import type { FleetSettings } from '../settings.ts';

export interface NewFleet {
  readonly fleetId: string;
  readonly owner: string;
  /** Absent or empty: none. */
  readonly teams?: readonly string[];
  readonly workflowRef: string;
  readonly settings: FleetSettings;
  /** Nothing starts until the fleet is continued. */
  readonly requireApproval: boolean;
  readonly groups: readonly GroupRange[];
  readonly graph: DependencyGraph | null;
  readonly total: number;
  /** The user who submitted it, and the time (epoch ms). */
  readonly actorId: string;
  readonly now: number;
}

/** Gates, policy and pace of a fleet that has done nothing yet. */
const nothingDone = {
  canaryPassed: false,
  acknowledgedFailures: 0,
  earlyEndings: noEndings,
  pausedAt: null,
  waitedMs: 0,
  earlier: nothingEarlier,
  heldUntil: null,
  skipsAtGates: false,
  releaseOwed: false,
} as const;

const awaitingApproval = (fleet: NewFleet): Reason | null =>
  fleet.requireApproval
    ? {
        code: 'approval_required',
        message: 'Waits for an approval before anything starts: continue it.',
        since: fleet.now,
        actor: { kind: 'policy' },
      }
    : null;

export function newLedger(fleet: NewFleet): Ledger {
  const each = <T>(value: T): T[] => new Array<T>(fleet.total).fill(value);
  const statuses = each<TargetStatus>('PENDING');
  return {
    fleetId: fleet.fleetId,
    owner: fleet.owner,
    ...teamsOf(fleet),
    workflowRef: fleet.workflowRef,
    settings: fleet.settings,
    version: 1,
    revision: 1,
    status: 'PENDING',
    reason: awaitingApproval(fleet),
    generation: 1,
    createdAt: fleet.now,
    startedAt: null,
    finishedAt: null,
    updatedAt: fleet.now,
    groups: fleet.groups,
    graph: fleet.graph,
    awaitsApproval: fleet.requireApproval,
    ...nothingDone,
    recentLaunches: new Map(),
    statuses,
    attempts: each(1),
    triggers: each<Trigger>('initial'),
    atSteps: each(0),
    autoRetries: each(0),
    heals: each(0),
    classes: each<FailureClass | null>(null),
    owed: each<OwedMark>('none'),
    firstUnpublished: each(0),
    slots: new Map(),
    backoffs: new Map(),
    waiting: new Map(),
    answers: new Map(),
    ...gatesAtStart(fleet),
    worked: new Map(),
    words: [],
    lateResults: new Set(),
    openCosts: new Map(),
    refusals: new Set(),
    stops: new Map(),
    failedByPerson: new Set(),
    children: each(0),
    wholeRun: 0,
    run: 0,
    startOwed: false,
    lastRepairAt: null,
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

/** Absent where there are none: a ledger without teams is as older code writes it. */
const teamsOf = ({ teams = [] }: NewFleet): Pick<Ledger, 'teams'> => (teams.length === 0 ? {} : { teams });

/** Where the first step has a gate, all targets wait there. */
function gatesAtStart({ settings, total, now }: NewFleet): Pick<Ledger, 'gates' | 'lastArrival' | 'gatesPassed' | 'publishing'> {
  const nobody = { gates: new Map(), lastArrival: 0, gatesPassed: new Set<number>(), publishing: new Map<number, number>() };
  if (gateOf(settings.steps[0]) === null) return nobody;
  return { ...nobody, gates: new Map(Array.from({ length: total }, (_, ordinal) => [ordinal, now])), lastArrival: now };
}

function submission(fleet: NewFleet, counts: StatusCounts): LogEntry {
  const reason = `Submitted with ${plural(fleet.total, 'target')}, at most ${fleet.settings.maxConcurrency} at a time.`;
  return { seq: 1, at: fleet.now, actor: { kind: 'user', id: fleet.actorId }, action: 'submitted', reason, counts };
}
