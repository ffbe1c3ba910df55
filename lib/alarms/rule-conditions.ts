/**
 * Alarms on events that EventBridge could not deliver for good. The metric of a rule on the default bus has the name of the
 * rule as its one dimension.
 */
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { WatchedRule } from '../rules.ts';
import { fiveMinutes, type Condition } from './condition.ts';

export function ruleConditions(rules: readonly WatchedRule[]): Condition[] {
  return rules.map(({ id, ruleName, busName }) => ({
    name: `${id}FailedAlarm`,
    says: `EventBridge could not deliver events of the rule ${id}. Read one in the dead-letter queue EventsDlq, and repair the cause.`,
    metric: new Metric({
      namespace: 'AWS/Events',
      metricName: 'FailedInvocations',
      dimensionsMap: { RuleName: ruleName, ...(busName === undefined ? {} : { EventBusName: busName }) },
      period: fiveMinutes,
      statistic: 'Sum',
    }),
    above: 0,
  }));
}
