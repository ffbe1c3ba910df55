/** A log group that keeps logs for the days of the settings, and is deleted with the stack. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from './config.ts';
import { nameResource } from './logical-id.ts';

/** A resource of its own: a log group that a service makes by itself keeps its logs for ever. */
export function addLogGroup(scope: Construct, logicalId: string, name: string, settings: Settings): LogGroup {
  const group = new LogGroup(scope, logicalId, {
    logGroupName: name,
    retention: retention(settings.log_retention_days),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  nameResource(group, logicalId);
  return group;
}

/** @throws Error when CloudWatch Logs does not offer this number of days */
function retention(days: number): RetentionDays {
  const offered = Object.values(RetentionDays).filter((value) => typeof value === 'number');
  const found = offered.find((value: number) => value === days);
  if (found === undefined) {
    throw new Error(`log_retention_days in lib/config.ts is ${days}, but CloudWatch Logs offers only ${offered.join(', ')}.`);
  }
  return found;
}
