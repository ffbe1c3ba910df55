/**
 * Alarms on runs that did not end by having nothing left to do. The product stops no execution, so an execution that was
 * aborted was stopped by a person.
 */
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { fiveMinutes, minute, type Condition } from './condition.ts';

export function runConditions(fleetRun: StateMachine): Condition[] {
  const period = minute;
  return [
    {
      name: 'RunFailedAlarm',
      says: 'A run of a fleet failed in Step Functions. The actor starts the next run by itself. If this goes on, see the execution history.',
      metric: fleetRun.metricFailed({ period }),
      above: 0,
    },
    {
      name: 'RunTimedOutAlarm',
      says: 'A run of a fleet timed out in Step Functions. The actor starts the next run by itself. If this goes on, see the execution history.',
      metric: fleetRun.metricTimedOut({ period }),
      above: 0,
    },
    {
      name: 'RunAbortedAlarm',
      says: 'A run of a fleet was stopped by hand in Step Functions. The actor starts the next run. To stop a fleet, pause, abort or cancel it.',
      metric: fleetRun.metricAborted({ period }),
      above: 0,
    },
    {
      name: 'RunThrottledAlarm',
      says: 'Step Functions throttles the runs of fleets, so targets start late. Ask AWS for a higher quota of state transitions.',
      metric: fleetRun.metricThrottled({ period: fiveMinutes }),
      above: 0,
      times: 2,
    },
  ];
}
