/** Names under which the functions count what alarms watch and the dashboard shows. */
export const metricsNamespace = 'bgagent';

/**
 * What each function tells of itself, by the function's name. Its deployed name is the one dimension, `service`: a metric with
 * other dimensions is another metric to CloudWatch, which an alarm on this one never sees.
 */
export const functionMetrics = {
  /** Requests, and those that ended in a fault or an outage, which are caught and answered. */
  api: ['Requests', 'RequestsBroken'],
  /** Turns taken; turns that failed, whose mail comes again; effects that failed and stay owed. */
  'fleet-mailbox': ['Turns', 'TurnsFailed', 'EffectsFailed'],
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
