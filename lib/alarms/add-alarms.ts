/**
 * Makes an alarm of each condition, and has every alarm mailed through one topic. Counts that are missing mean that all is
 * well, except where silence itself is the failure.
 */
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Settings } from '../config.ts';
import type { Tables } from '../data-stack.ts';
import { nameResource } from '../logical-id.ts';
import type { Queues } from '../queues.ts';
import type { WatchedRule } from '../rules.ts';
import { addAlarmTopic } from './alarm-topic.ts';
import type { Condition, Silence } from './condition.ts';
import { functionConditions, type WatchedFunctions } from './function-conditions.ts';
import { queueConditions } from './queue-conditions.ts';
import { ruleConditions } from './rule-conditions.ts';
import { runConditions } from './run-conditions.ts';
import { tableConditions } from './table-conditions.ts';
import { toldConditions } from './told-conditions.ts';

export interface Watched {
  readonly settings: Settings;
  readonly queues: Queues;
  readonly tables: Tables;
  readonly functions: WatchedFunctions;
  readonly httpApi: HttpApi;
  readonly rules: readonly WatchedRule[];
  readonly fleetRun: StateMachine;
}

export function addAlarms(scope: Construct, watched: Watched): Alarm[] {
  const topic = addAlarmTopic(scope, watched.settings);
  const conditions = [
    ...queueConditions(watched.queues),
    ...functionConditions(watched.functions, watched.httpApi),
    ...toldConditions(watched.settings),
    ...runConditions(watched.fleetRun),
    ...ruleConditions(watched.rules),
    ...tableConditions(watched.tables),
  ];
  return conditions.map((condition) => addAlarm(scope, topic, condition));
}

function addAlarm(scope: Construct, topic: Topic, condition: Condition | Silence): Alarm {
  const { name, says, metric } = condition;
  const alarm = new Alarm(scope, name, { alarmDescription: says, metric, ...thresholdOf(condition) });
  alarm.addAlarmAction(new SnsAction(topic));
  nameResource(alarm, name);
  return alarm;
}

function thresholdOf(condition: Condition | Silence) {
  if ('silent' in condition) {
    const comparisonOperator = ComparisonOperator.LESS_THAN_THRESHOLD;
    return { comparisonOperator, threshold: 1, evaluationPeriods: 1, treatMissingData: TreatMissingData.BREACHING };
  }
  return {
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: condition.above,
    evaluationPeriods: condition.times ?? 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}
