/**
 * The conditions that alarms watch. The text of each is the text of its mail: what is wrong, what follows from it, what to do.
 */
import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';

/** An alarm that goes off when a metric rises above a limit. */
export interface Condition {
  /** Logical id of the alarm. */
  readonly name: string;
  /** Text of the mail. */
  readonly says: string;
  /** Carries its period and statistic. */
  readonly metric: IMetric;
  /** Limit: the alarm goes off above it. */
  readonly above: number;
  /** Number of periods in a row above the limit (1). */
  readonly times?: number;
}

/** An alarm that goes off when a metric that must be counted all the time is missing. */
export interface Silence extends Omit<Condition, 'above' | 'times'> {
  readonly silent: true;
}

export const minute = Duration.minutes(1);

/**
 * The period for failures that repeat. A failed turn is tried again after three minutes: so it fails in every period of five
 * minutes, but not in every minute.
 */
export const fiveMinutes = Duration.minutes(5);
