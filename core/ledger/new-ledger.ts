/**
 * The ledger of a fleet that was just accepted: everything PENDING, its first log entry owed, and to be looked at now.
 * Example: three targets, cap 2 → PENDING ×3, attempt 1 each, "Submitted with 3 targets, at most 2 at a time."
 */
import type { FailureClass } from '../failure.ts';
import { nothingEarlier } from './completion.ts';
import { noEndings, type FailurePolicy } from '../failure-policy.ts';
import { countStatuses, type Reason, type StatusCounts, type TargetStatus, type Trigger } from '../fleet.ts';
import type { GroupRange, Ledger, LogEntry, OwedMark, Ramp } from './ledger.ts';

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
  /** Absent: none. */
  readonly policy?: FailurePolicy | null;
  readonly maxConcurrentGroups?: number | null;
  readonly launchesPerMinute?: number | null;
  readonly ramp?: Ramp | null;
  /** How many run before all others. */
  readonly canary?: number | null;
  readonly requireApproval?: boolean;
  /** Publishes the end of each target. */
  readonly notifyTargets?: boolean;
  readonly webhooks?: readonly string[];
}

/** What steers a fleet, where nothing was asked for. */
function steeringOf(fleet: NewFleet) {
  return {
    maxConcurrentGroups: fleet.maxConcurrentGroups ?? null,
    launchesPerMinute: fleet.launchesPerMinute ?? null,
    ramp: fleet.ramp ?? null,
    canary: fleet.canary == null ? null : { count: fleet.canary, passed: false },
    awaitsApproval: fleet.requireApproval ?? false,
    policy: fleet.policy ?? null,
    acknowledgedFailures: 0,
    earlyEndings: noEndings,
    pausedAt: null,
    waitedMs: 0,
    earlier: nothingEarlier,
    letGo: false,
    recentLaunches: new Map<number, number>(),
    heldUntil: null,
  };
}

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
    title: fleet.title,
    labels: fleet.labels,
    workflowRef: fleet.workflowRef,
    version: 1,
    revision: 1,
    status: 'PENDING',
    reason: awaitingApproval(fleet),
    generation: 1,
    createdAt: fleet.now,
    startedAt: null,
    finishedAt: null,
    updatedAt: fleet.now,
    maxConcurrency: fleet.maxConcurrency,
    ...steeringOf(fleet),
    autoRetryMax: fleet.autoRetryMax,
    timeoutS: fleet.timeoutS,
    groups: fleet.groups,
    statuses,
    attempts: each(1),
    triggers: each<Trigger>('initial'),
    autoRetries: each(0),
    classes: each<FailureClass | null>(null),
    owed: each<OwedMark>('none'),
    notifyTargets: fleet.notifyTargets ?? false,
    webhooks: fleet.webhooks ?? [],
    untold: each(0),
    slots: new Map(),
    backoffs: new Map(),
    lateResults: new Set(),
    refusals: new Set(),
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
