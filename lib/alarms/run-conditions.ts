import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { fiveMinutes, minute, type Condition } from './condition.ts';

/** Runs that ended other than by having nothing left to do. The product stops none, so one that was aborted was stopped by hand. */
export function runConditions(fleetRun: StateMachine): Condition[] {
  const period = minute;
  return [
    {
      name: 'RunFailedAlarm',
      says: 'A run of a fleet failed. The actor starts another; if this goes on, see the execution history.',
      metric: fleetRun.metricFailed({ period }),
      above: 0,
    },
    {
      name: 'RunTimedOutAlarm',
      says: 'A run of a fleet timed out. The actor starts another; if this goes on, see the execution history.',
      metric: fleetRun.metricTimedOut({ period }),
      above: 0,
    },
    {
      name: 'RunAbortedAlarm',
      says: 'Somebody stopped a run of a fleet in Step Functions. The actor starts another: pause or cancel the fleet instead.',
      metric: fleetRun.metricAborted({ period }),
      above: 0,
    },
    {
      name: 'RunThrottledAlarm',
      says: 'Step Functions throttles the runs of fleets, so that targets start late: ask for a higher quota of state transitions.',
      metric: fleetRun.metricThrottled({ period: fiveMinutes }),
      ...{ above: 0, times: 2 },
    },
  ];
}
