import type { FailureClass } from '../core/failure.ts';
import type { FleetStatus, TargetStatus } from '../core/fleet.ts';

/** Names under which the functions count what alarms watch and the dashboard shows. */
export const metricsNamespace = 'bgagent';

/**
 * What the actor tells when a fleet ends, once per generation: of the fleet, of the targets that the generation worked on, and of
 * what it cost. Cost is in US dollars, times are in seconds.
 */
export const completionMetrics = {
  fleets: {
    SUCCEEDED: 'FleetsSucceeded',
    PARTIAL: 'FleetsPartial',
    FAILED: 'FleetsFailed',
    ABORTED: 'FleetsAborted',
    CANCELLED: 'FleetsCancelled',
  },
  targets: {
    SUCCEEDED: 'TargetsSucceeded',
    FAILED: 'TargetsFailed',
    LOST: 'TargetsLost',
    CANCELLED: 'TargetsCancelled',
    SKIPPED: 'TargetsSkipped',
    BLOCKED: 'TargetsBlocked',
  },
  failures: {
    auth: 'FailuresAuth',
    network: 'FailuresNetwork',
    concurrency: 'FailuresConcurrency',
    compute: 'FailuresCompute',
    agent: 'FailuresAgent',
    guardrail: 'FailuresGuardrail',
    config: 'FailuresConfig',
    timeout: 'FailuresTimeout',
    blocked: 'FailuresBlocked',
    verification: 'FailuresVerification',
    rejected: 'FailuresRejected',
    budget: 'FailuresBudget',
    lost: 'FailuresLost',
    unknown: 'FailuresUnknown',
  },
  cost: { known: 'FleetCost', unknown: 'CostsUnknown' },
  time: { elapsed: 'FleetDuration', active: 'FleetActiveTime' },
} as const satisfies {
  readonly fleets: Partial<Record<FleetStatus, string>>;
  readonly targets: Partial<Record<TargetStatus, string>>;
  readonly failures: Record<FailureClass, string>;
} & Record<string, Record<string, string>>;

const { fleets, targets, failures, cost, time } = completionMetrics;

/**
 * What each function tells of itself, by the function's name. Its deployed name is the one dimension, `service`: a metric with
 * other dimensions is another metric to CloudWatch, which an alarm on this one never sees.
 */
export const functionMetrics = {
  /** Requests, and those that ended in a fault or an outage, which are caught and answered. */
  api: ['Requests', 'RequestsBroken'],
  /** Turns taken; turns that failed, whose mail comes again; effects that failed and stay owed. */
  'fleet-mailbox': [
    'Turns',
    'TurnsFailed',
    'EffectsFailed',
    ...Object.values(fleets),
    ...Object.values(targets),
    ...Object.values(failures),
    ...Object.values(cost),
    ...Object.values(time),
  ],
  /** Nothing that goes wrong is caught there: the invocation fails. */
  'target-drive': [],
  'task-events': ['LooksMailed', 'MalformedMessages'],
  /** At every tick: fleets that do not move though their time has come, and seconds that the oldest task has waited for a worker. */
  clock: ['StuckFleets', 'OldestWaitingTask', 'TimersFailed'],
  /** By what became of a delivery. Failed is the receiver's doing, broken is ours. */
  webhooks: ['WebhooksTaken', 'WebhooksRefused', 'WebhooksFailed', 'WebhooksBroken', 'MalformedMessages'],
} as const;

/** The functions that tell something. */
export type TellingFunction = keyof typeof functionMetrics;
export type MetricOf<F extends TellingFunction> = (typeof functionMetrics)[F][number];
export type MetricName = MetricOf<TellingFunction>;
