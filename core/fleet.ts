/**
 * The words of the domain. A FLEET is one intent over many TARGETS; an ATTEMPT is one try at a target and is done by one TASK.
 * A target with a SLOT is one that is QUEUED, RUNNING or AWAITING_INPUT: it counts against the fleet's cap.
 * Invariant: a target moves only along `targetMoves`; a terminal target moves only because a person retries it.
 * Example: PENDING → QUEUED (launched) → RUNNING → SUCCEEDED.
 */
export const targetStatuses = [
  'PENDING',
  'QUEUED',
  'RUNNING',
  'AWAITING_INPUT',
  'SUCCEEDED',
  'FAILED',
  'LOST',
  'CANCELLED',
  'SKIPPED',
  'BLOCKED',
] as const;
export type TargetStatus = (typeof targetStatuses)[number];

export const fleetStatuses = [
  'PENDING',
  'RUNNING',
  'PAUSING',
  'PAUSED',
  'ABORTING',
  'CANCELLING',
  'SUCCEEDED',
  'PARTIAL',
  'FAILED',
  'ABORTED',
  'CANCELLED',
] as const;
export type FleetStatus = (typeof fleetStatuses)[number];

const slotStatuses = ['QUEUED', 'RUNNING', 'AWAITING_INPUT'] as const satisfies readonly TargetStatus[];
/** Statuses that a target leaves again by itself. Every other one is terminal. */
export const unfinishedStatuses = ['PENDING', ...slotStatuses] as const;
const slots: ReadonlySet<TargetStatus> = new Set(slotStatuses);
const unfinished: ReadonlySet<TargetStatus> = new Set(unfinishedStatuses);
const terminalFleets: ReadonlySet<FleetStatus> = new Set(['SUCCEEDED', 'PARTIAL', 'FAILED', 'ABORTED', 'CANCELLED']);

/** Unfinished with a slot: counts against the cap. */
export const holdsSlot = (status: TargetStatus): boolean => slots.has(status);
export const isTerminalTarget = (status: TargetStatus): boolean => !unfinished.has(status);
export const isTerminalFleet = (status: FleetStatus): boolean => terminalFleets.has(status);

/** How a target ended, or where it stands, for a sentence about it. Example: "dependency 'lib' failed". */
export const endWords: Readonly<Record<TargetStatus, string>> = {
  PENDING: 'waits',
  QUEUED: 'is starting',
  RUNNING: 'is running',
  AWAITING_INPUT: 'waits for an answer',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  LOST: 'was lost',
  CANCELLED: 'was cancelled',
  SKIPPED: 'was skipped',
  BLOCKED: 'is blocked',
};

/** The fleet launches nothing until a person continues it; running tasks go on. */
export const isPaused = (status: FleetStatus): boolean => status === 'PAUSING' || status === 'PAUSED';
/** The fleet is on its way to ABORTED or CANCELLED: no target gets another attempt by itself. */
export const isGoingDown = (status: FleetStatus): boolean => status === 'ABORTING' || status === 'CANCELLING';

/** The moves of a target: each status with those that may follow it (semantics 1). Every other move is refused. */
export const targetMoves: Readonly<Record<TargetStatus, readonly TargetStatus[]>> = {
  PENDING: ['QUEUED', 'SKIPPED', 'BLOCKED', 'CANCELLED'],
  QUEUED: ['RUNNING', 'AWAITING_INPUT', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'LOST', 'PENDING'],
  RUNNING: ['AWAITING_INPUT', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'LOST', 'PENDING'],
  AWAITING_INPUT: ['RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'LOST', 'PENDING'],
  FAILED: ['PENDING'],
  LOST: ['PENDING'],
  CANCELLED: ['PENDING'],
  SKIPPED: ['PENDING'],
  BLOCKED: ['PENDING'],
  SUCCEEDED: [],
};

export const mayMove = (from: TargetStatus, to: TargetStatus): boolean => targetMoves[from].includes(to);

/** Reasons for which a fleet waits, or ended early. */
export const reasonCodes = [
  'user',
  'threshold',
  'uniform_failure',
  'budget',
  'approval_required',
  'canary',
  'merge_ready',
  'step_gate',
  'batch_done',
  'heal_failed',
  'question',
  'auth',
  'review',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];
export interface Reason {
  readonly code: ReasonCode;
  readonly message: string;
  /** Epoch ms. */
  readonly since: number;
  readonly actor: Actor;
  /** The step at whose gate targets wait, as its place in the settings. Absent: the reason is about no step. */
  readonly step?: number;
}

export interface Actor {
  readonly kind: 'user' | 'policy' | 'system';
  readonly id?: string;
}

/** Causes of an attempt. */
export const triggers = ['initial', 'retry', 'auto_retry', 'heal', 'answer', 'step', 'steer', 'publish'] as const;
export type Trigger = (typeof triggers)[number];

export type StatusCounts = Readonly<Record<TargetStatus, number>>;

export function countStatuses(statuses: readonly TargetStatus[]): StatusCounts {
  // Every status is a key of the result: it is built from the list of all statuses.
  const counts = Object.fromEntries(targetStatuses.map((status) => [status, 0])) as Record<TargetStatus, number>;
  for (const status of statuses) counts[status] += 1;
  return counts;
}
