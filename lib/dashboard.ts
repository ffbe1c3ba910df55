import { AlarmStatusWidget, Dashboard, GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { functionMetrics, type TellingFunction } from '../contracts/metrics.ts';
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

/** One page for an operator: what is wrong, how much waits, what fails, what is slow, and what the functions tell of themselves. */
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
    ...toldWidgets(settings),
  );
  nameResource(dashboard, 'Dashboard');
}

/** Every metric of contracts/metrics.ts, by function. The clock tells how things are, the others what they did. */
function toldWidgets(settings: Settings): GraphWidget[] {
  return Object.entries(functionMetrics).flatMap(([fn, names]) => {
    const how = { statistic: fn === 'clock' ? 'Maximum' : 'Sum' };
    // An object's entries have its own keys.
    const left = names.map((name) => functionMetric(settings, fn as TellingFunction, name, how));
    return left.length === 0 ? [] : [new GraphWidget({ title: `Told by ${fn}`, left, width: 8 })];
  });
}
