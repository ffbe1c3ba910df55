import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { WatchedRule } from '../rules.ts';
import { fiveMinutes, type Condition } from './condition.ts';

/** Events that EventBridge could not hand over for good. A rule on the account's own bus has its name as the one dimension. */
export function ruleConditions(rules: readonly WatchedRule[]): Condition[] {
  return rules.map(({ id, ruleName, busName }) => ({
    name: `${id}FailedAlarm`,
    says: `EventBridge could not hand over events of ${id}: read one in the dead-letter queue EventsDlq, repair the cause, redrive.`,
    metric: new Metric({
      namespace: 'AWS/Events',
      metricName: 'FailedInvocations',
      dimensionsMap: { RuleName: ruleName, ...(busName === undefined ? {} : { EventBusName: busName }) },
      ...{ period: fiveMinutes, statistic: 'Sum' },
    }),
    above: 0,
  }));
}
