import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';

/** What an alarm goes off at. */
export interface Condition {
  /** Logical id of the alarm. */
  readonly name: string;
  /** What is wrong, and what to do: it is the text of the mail. */
  readonly says: string;
  /** With the period over which it is added up. */
  readonly metric: IMetric;
  /** The alarm goes off above it. */
  readonly above: number;
  /** Periods in a row; 1 where left out. */
  readonly times?: number;
}

/** Goes off when something that must be heard of all the time is not. */
export interface Silence extends Omit<Condition, 'above' | 'times'> {
  readonly silent: true;
}

export const minute = Duration.minutes(1);

/**
 * Long enough that whatever fails again and again fails in each of them: a failed turn comes again after three minutes, and
 * three minutes in a row without a gap would never be seen of it.
 */
export const fiveMinutes = Duration.minutes(5);
