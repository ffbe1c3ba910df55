/**
 * Alarms on functions that crash, run out of time, are throttled, or, like the clock, are not called any more. Failures that a
 * function catches are in told-conditions.ts.
 */
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { fiveMinutes, minute, type Condition, type Silence } from './condition.ts';

export interface WatchedFunctions {
  readonly api: LambdaFunction;
  readonly fleetMailbox: LambdaFunction;
  readonly clock: LambdaFunction;
  /** Functions whose failure has the same text. */
  readonly others: readonly LambdaFunction[];
}

export function functionConditions(functions: WatchedFunctions, httpApi: HttpApi): (Condition | Silence)[] {
  const { api, fleetMailbox, clock, others } = functions;
  const all = [api, fleetMailbox, clock, ...others];
  return [
    errors(
      fleetMailbox,
      'ActorErrorsAlarm',
      'The function fleet-mailbox crashes or runs out of time, so fleets do not move on. Nothing is lost. Its log has the error.',
    ),
    {
      ...errors(
        api,
        'ApiErrorsAlarm',
        'The function api crashes or runs out of time: callers get a 5xx without an error code. Its log has the error.',
      ),
      times: 1,
    },
    ...[clock, ...others].map((fn) =>
      errors(
        fn,
        `${fn.node.id}ErrorsAlarm`,
        `${fn.node.id} fails. The work that it was called for is tried again. Its log has the error.`,
      ),
    ),
    ...all.map(throttles),
    {
      name: 'GatewayErrorsAlarm',
      says: 'API Gateway answers requests with 5xx: the function api crashes, runs out of time or is throttled. See the access log and the log of api.',
      metric: httpApi.metricServerError({ period: fiveMinutes }),
      above: 0,
    },
    {
      name: 'ClockSilentAlarm',
      says: 'The clock has not run for 5 minutes: no fleet is woken, and nothing is repaired. Check whether the EventBridge rule of the clock is enabled.',
      metric: clock.metricInvocations({ period: fiveMinutes }),
      silent: true,
    },
  ];
}

const errors = (fn: LambdaFunction, name: string, says: string): Condition => ({
  name,
  says,
  metric: fn.metricErrors({ period: fiveMinutes }),
  above: 0,
  times: 2,
});

const throttles = (fn: LambdaFunction): Condition => ({
  name: `${fn.node.id}ThrottlesAlarm`,
  says: `${fn.node.id} is throttled: the account has reached its limit of concurrent Lambda executions. Raise the limit.`,
  metric: fn.metricThrottles({ period: minute }),
  above: 0,
  times: 5,
});
