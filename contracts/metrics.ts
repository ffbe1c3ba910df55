/** The metrics that functions emit, alarms watch, and the dashboard shows. */
import type { FailureClass } from '../core/failure.ts';
import type { FleetStatus, TargetStatus } from '../core/fleet.ts';

export const metricsNamespace = 'bgagent';

/**
 * Metrics of a fleet that ended, emitted once for each generation: one for the fleet, the others for the targets that the generation
 * worked on, their cost in US dollars and the time in seconds.
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
 * The metrics of each function, by the function's name. They have one dimension, `service`, with the deployed name of the function.
 * To CloudWatch a metric with other dimensions is another metric, which an alarm on this one does not count.
 */
export const functionMetrics = {
  /** Requests, and those that ended in a fault or an outage, which are caught and answered. */
  api: ['Requests', 'RequestsBroken'],
  /** Turns taken; turns that failed, whose messages come again; effects that failed and stay owed; ledgers that lost detail. */
  'fleet-mailbox': [
    'Turns',
    'TurnsFailed',
    'EffectsFailed',
    'LedgerTrimmed',
    ...Object.values(fleets),
    ...Object.values(targets),
    ...Object.values(failures),
    ...Object.values(cost),
    ...Object.values(time),
  ],
  /** The function catches no error: the invocation fails. */
  'target-drive': [],
  'task-events': ['LooksMailed', 'MalformedMessages'],
  /**
   * At every tick: due fleets that do not move, the seconds for which the oldest task has waited for a worker, and the tasks that wait for a
   * worker and that are worked on, each up to a thousand.
   */
  clock: ['StuckFleets', 'OldestWaitingTask', 'TimersFailed', 'WaitingTasks', 'RunningTasks'],
  /** Deliveries by result. Failed: the receiver did not accept the event. Broken: the function could not send it. */
  webhooks: ['WebhooksTaken', 'WebhooksRefused', 'WebhooksFailed', 'WebhooksBroken', 'MalformedMessages'],
  /** Containers started for tasks; tasks put off, because all places are taken or AWS has no room now; starts that failed. */
  launcher: ['TasksLaunched', 'LaunchesPutOff', 'LaunchesFailed', 'MalformedMessages'],
} as const;

export type TellingFunction = keyof typeof functionMetrics;
export type MetricOf<F extends TellingFunction> = (typeof functionMetrics)[F][number];
export type MetricName = MetricOf<TellingFunction>;
