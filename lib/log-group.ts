import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from './config.ts';
import { nameResource } from './logical-id.ts';

/**
 * A log group that forgets after the days of the settings and goes with the stack. It is a resource of its own, because a
 * group that a service makes by itself keeps everything for ever.
 */
export function addLogGroup(scope: Construct, logicalId: string, name: string, settings: Settings): LogGroup {
  const group = new LogGroup(scope, logicalId, {
    logGroupName: name,
    retention: retention(settings.log_retention_days),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  nameResource(group, logicalId);
  return group;
}

/** CloudWatch Logs keeps logs for some numbers of days only. */
function retention(days: number): RetentionDays {
  const offered = Object.values(RetentionDays).filter((value) => typeof value === 'number');
  const found = offered.find((value: number) => value === days);
  if (found === undefined) throw new Error(`log_retention_days is ${days}: CloudWatch Logs offers ${offered.join(', ')}.`);
  return found;
}
