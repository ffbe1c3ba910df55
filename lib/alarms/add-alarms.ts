import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { metricsNamespace, stuckFleetsMetric } from '../../contracts/metrics.ts';
import { addAlarmTopic } from './alarm-topic.ts';
import type { Settings } from '../config.ts';
import { nameResource } from '../logical-id.ts';
import { physicalName } from '../physical-name.ts';
import type { Queues } from '../queues.ts';

export interface Watched {
  readonly settings: Settings;
  readonly queues: Queues;
  readonly functions: {
    readonly api: LambdaFunction;
    readonly fleetMailbox: LambdaFunction;
    readonly others: readonly LambdaFunction[];
  };
  readonly fleetRun: StateMachine;
}

interface Condition {
  readonly name: string;
  /** What is wrong, and what to do: it is the text of the mail. */
  readonly says: string;
  readonly metric: IMetric;
  /** The alarm goes off above it. */
  readonly above: number;
  /** Minutes in a row. */
  readonly minutes?: number;
}

const minute = Duration.minutes(1);

/** What an operator must know, mailed through one topic. */
export function addAlarms(scope: Construct, watched: Watched): Alarm[] {
  const topic = addAlarmTopic(scope, watched.settings);
  return [...queueConditions(watched.queues), ...functionConditions(watched)].map((condition) =>
    addAlarm(scope, topic, condition),
  );
}

function queueConditions(queues: Queues): Condition[] {
  const { mailbox, mailboxDlq, timersDlq, tasksDlq, webhooksDlq, eventsDlq } = queues;
  const dead = Object.entries({
    Mailbox: mailboxDlq,
    Timers: timersDlq,
    Task: tasksDlq,
    Webhooks: webhooksDlq,
    Events: eventsDlq,
  });
  return [
    ...dead.map(([name, queue]) => ({
      name: `${name}DlqAlarm`,
      says: `The dead-letter queue ${name}Dlq holds messages: read one, repair the cause, then redrive the queue.`,
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: minute, statistic: 'Maximum' }),
      above: 0,
    })),
    {
      name: 'MailboxAgeAlarm',
      says: 'Fleets wait for their actor: the oldest message of the mailbox is over 5 minutes old. See the errors of fleet-mailbox.',
      metric: mailbox.metricApproximateAgeOfOldestMessage({ period: minute, statistic: 'Maximum' }),
      above: 300,
      minutes: 3,
    },
  ];
}

function functionConditions({ settings, functions, fleetRun }: Watched): Condition[] {
  const { api, fleetMailbox, others } = functions;
  return [
    {
      name: 'ActorErrorsAlarm',
      says: 'The actor (fleet-mailbox) fails: fleets do not move on. Its log has the error.',
      metric: fleetMailbox.metricErrors({ period: minute }),
      above: 0,
      minutes: 3,
    },
    {
      name: 'ApiErrorsAlarm',
      says: 'The API fails: its callers get INTERNAL_ERROR. The log of the function api has the error.',
      metric: api.metricErrors({ period: minute }),
      above: 0,
      minutes: 3,
    },
    ...[api, fleetMailbox, ...others].map((fn) => ({
      name: `${fn.node.id}ThrottlesAlarm`,
      says: `${fn.node.id} is throttled: the account's limit of concurrent Lambda executions is used up.`,
      metric: fn.metricThrottles({ period: minute }),
      above: 0,
      minutes: 5,
    })),
    {
      name: 'RunFailedAlarm',
      says: 'A run of a fleet ended early. The actor starts another; if this goes on, see the execution history.',
      metric: failedRuns(fleetRun),
      above: 0,
    },
    {
      name: 'StuckFleetsAlarm',
      says: 'Fleets have not moved for over 15 minutes though their time has come. See the log of fleet-mailbox by fleet_id.',
      metric: stuckFleets(settings),
      above: 0,
      minutes: 3,
    },
  ];
}

/** As the clock counts them: Powertools adds the function's name as service. */
const stuckFleets = (settings: Settings): Metric =>
  new Metric({
    namespace: metricsNamespace,
    metricName: stuckFleetsMetric,
    dimensionsMap: { service: physicalName(settings, 'clock') },
    period: minute,
    statistic: 'Maximum',
  });

/** Runs that failed or timed out; a run that was stopped was meant to be. */
function failedRuns(fleetRun: StateMachine): Metric {
  return fleetRun.metricFailed({ period: minute });
}

function addAlarm(scope: Construct, topic: Topic, { name, says, metric, above, minutes = 1 }: Condition): Alarm {
  const alarm = new Alarm(scope, name, {
    alarmDescription: says,
    metric,
    threshold: above,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: minutes,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new SnsAction(topic));
  nameResource(alarm, name);
  return alarm;
}
