/**
 * Alarms on counts of the functions themselves: failures that a function catches, so that Lambda counts no error, and what only
 * the clock sees.
 */
import type { Settings } from '../config.ts';
import { fiveMinutes, minute, type Condition, type Silence } from './condition.ts';
import { functionMetric } from './function-metric.ts';

/** Seconds that a task may wait for a worker. */
const longestWaitS = 1_800;

export function toldConditions(settings: Settings): (Condition | Silence)[] {
  const ofLauncher = settings.workers.kind === 'isolated' ? [launchesFailed(settings)] : [];
  return [...caughtFailures(settings), ...clockConditions(settings), ...ofLauncher];
}

function caughtFailures(settings: Settings): Condition[] {
  const period = fiveMinutes;
  return [
    {
      name: 'TurnsFailedAlarm',
      says: 'Turns of fleets fail, so these fleets do not move on. Nothing is lost. The log of fleet-mailbox has the error by fleet_id.',
      metric: functionMetric(settings, 'fleet-mailbox', 'TurnsFailed', { period }),
      above: 0,
      times: 2,
    },
    {
      name: 'EffectsFailedAlarm',
      says: 'Fleets cannot carry out what they decided (start a run, wake a child, publish an event). It is tried again. See the log of fleet-mailbox.',
      metric: functionMetric(settings, 'fleet-mailbox', 'EffectsFailed', { period }),
      above: 0,
      times: 2,
    },
    {
      name: 'LedgerTrimmedAlarm',
      says: 'The ledger of a fleet was too large and lost detail: targets or texts of log entries. Its state is whole. See the log of fleet-mailbox.',
      metric: functionMetric(settings, 'fleet-mailbox', 'LedgerTrimmed', { period }),
      above: 0,
    },
    {
      name: 'RequestsBrokenAlarm',
      says: 'Callers of the API get INTERNAL_ERROR or SERVICE_UNAVAILABLE. The log of the function api has the error by request_id.',
      metric: functionMetric(settings, 'api', 'RequestsBroken', { period }),
      above: 0,
    },
    {
      name: 'TimersFailedAlarm',
      says: 'Timers cannot be mailed to their fleets. They are tried again, and the clock also mails these fleets. See the log of clock.',
      metric: functionMetric(settings, 'clock', 'TimersFailed', { period }),
      above: 0,
      times: 2,
    },
    {
      name: 'WebhooksBrokenAlarm',
      says: 'Events cannot be sent to webhooks, and the receivers are not the cause. The log of the function webhooks has the error.',
      metric: functionMetric(settings, 'webhooks', 'WebhooksBroken', { period }),
      above: 0,
      times: 2,
    },
  ];
}

const launchesFailed = (settings: Settings): Condition => ({
  name: 'LaunchesFailedAlarm',
  says: 'Tasks wait, and no container can be started for them. The log of launcher says why: no permission, no task definition, no network.',
  metric: functionMetric(settings, 'launcher', 'LaunchesFailed', { period: fiveMinutes }),
  above: 0,
  times: 2,
});

function clockConditions(settings: Settings): (Condition | Silence)[] {
  return [
    {
      name: 'StuckFleetsAlarm',
      says: 'Fleets have not moved for more than 15 minutes although their time has come. See the log of fleet-mailbox by fleet_id.',
      metric: functionMetric(settings, 'clock', 'StuckFleets', { period: minute, statistic: 'Maximum' }),
      above: 0,
      times: 3,
    },
    {
      name: 'WaitingTasksAlarm',
      says: 'A task has waited for a worker for more than 30 minutes: no worker runs, or too few. Start a worker. If one runs, see its log.',
      metric: functionMetric(settings, 'clock', 'OldestWaitingTask', { period: fiveMinutes, statistic: 'Maximum' }),
      above: longestWaitS,
    },
    {
      name: 'TicksMissingAlarm',
      says:
        'The clock has completed no tick for 5 minutes: nothing is repaired, and StuckFleetsAlarm and WaitingTasksAlarm cannot ' +
        'go off. See the log of clock.',
      metric: functionMetric(settings, 'clock', 'OldestWaitingTask', { period: fiveMinutes, statistic: 'SampleCount' }),
      silent: true,
    },
  ];
}
