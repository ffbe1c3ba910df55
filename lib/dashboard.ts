/**
 * The one page for an operator: alarms, waiting messages, errors, durations, the outcome of fleets, and every other count of the
 * functions.
 */
import { Duration } from 'aws-cdk-lib';
import { AlarmStatusWidget, Dashboard, GraphWidget, type Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import {
  completionMetrics,
  functionMetrics,
  type MetricName,
  type MetricOf,
  type TellingFunction,
} from '../contracts/metrics.ts';
import { functionMetric } from './alarms/function-metric.ts';
import type { Settings } from './config.ts';
import { nameResource } from './logical-id.ts';
import { physicalName } from './physical-name.ts';
import type { Queues } from './queues.ts';

export interface DashboardProps {
  readonly settings: Settings;
  readonly alarms: readonly Alarm[];
  readonly queues: Queues;
  readonly functions: readonly LambdaFunction[];
}

export function addDashboard(scope: Construct, { settings, alarms, queues, functions }: DashboardProps): void {
  const dashboard = new Dashboard(scope, 'Dashboard', { dashboardName: physicalName(settings, 'fleets') });
  const waiting = [queues.mailbox, queues.timers, queues.tasks, queues.webhooks];
  dashboard.addWidgets(
    new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24 }),
    new GraphWidget({
      title: 'Messages waiting',
      left: waiting.map((queue) => queue.metricApproximateNumberOfMessagesVisible()),
      width: 8,
    }),
    new GraphWidget({ title: 'Errors', left: functions.map((fn) => fn.metricErrors()), width: 8 }),
    new GraphWidget({ title: 'Duration, p95', left: functions.map((fn) => fn.metricDuration({ statistic: 'p95' })), width: 8 }),
    ...completionWidgets(settings),
    ...toldWidgets(settings),
  );
  nameResource(dashboard, 'Dashboard');
}

/** The outcome of fleets: sums of counts and costs, the median of durations. */
function completionWidgets(settings: Settings): GraphWidget[] {
  const { fleets, targets, failures, cost, time } = completionMetrics;
  const widget = (title: string, names: readonly MetricOf<'fleet-mailbox'>[], statistic = 'Sum'): GraphWidget => {
    const left = names.map((name) => functionMetric(settings, 'fleet-mailbox', name, { statistic, period: Duration.hours(1) }));
    return new GraphWidget({ title, left, width: 8 });
  };
  return [
    widget('Fleets that ended', Object.values(fleets)),
    widget('Their targets', Object.values(targets)),
    widget('Why targets failed', Object.values(failures)),
    widget('Cost of fleets that ended (USD), and costs unknown', Object.values(cost)),
    widget('Duration of fleets that ended, p50', Object.values(time), 'p50'),
  ];
}

const ofCompletion: ReadonlySet<MetricName> = new Set(Object.values(completionMetrics).flatMap((names) => Object.values(names)));

/** Every other metric of contracts/metrics.ts, by function. The clock counts states (maximum), the others count events (sum). */
function toldWidgets(settings: Settings): GraphWidget[] {
  const deployed = Object.entries(functionMetrics).filter(([fn]) => fn !== 'launcher' || settings.workers.kind === 'isolated');
  return deployed.flatMap(([fn, names]) => {
    const how = { statistic: fn === 'clock' ? 'Maximum' : 'Sum' };
    const own = names.filter((name) => !ofCompletion.has(name));
    // The entries of an object have its keys.
    const left = own.map((name) => functionMetric(settings, fn as TellingFunction, name, how));
    return left.length === 0 ? [] : [new GraphWidget({ title: `Told by ${fn}`, left, width: 8 })];
  });
}
