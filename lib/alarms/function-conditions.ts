import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { fiveMinutes, minute, type Condition, type Silence } from './condition.ts';

export interface WatchedFunctions {
  readonly api: LambdaFunction;
  readonly fleetMailbox: LambdaFunction;
  readonly clock: LambdaFunction;
  /** Those whose failure is told in the same words. */
  readonly others: readonly LambdaFunction[];
}

/** Functions that fail as a whole (they crash, or are out of time), are throttled, or, as the clock, are not called any more. */
export function functionConditions(functions: WatchedFunctions, httpApi: HttpApi): (Condition | Silence)[] {
  const { api, fleetMailbox, clock, others } = functions;
  const all = [api, fleetMailbox, clock, ...others];
  return [
    errors(
      fleetMailbox,
      'ActorErrorsAlarm',
      'The actor (fleet-mailbox) fails as a whole: fleets do not move on. Its log has the error.',
    ),
    {
      ...errors(api, 'ApiErrorsAlarm', 'The function api fails as a whole: its callers get a bare 5xx. Its log has the error.'),
      times: 1,
    },
    ...[clock, ...others].map((fn) =>
      errors(
        fn,
        `${fn.node.id}ErrorsAlarm`,
        `${fn.node.id} fails: what it was called for is tried again. Its log has the error.`,
      ),
    ),
    ...all.map(throttles),
    {
      name: 'GatewayErrorsAlarm',
      says: 'API Gateway answers 5xx: the function api fails, is out of time or throttled. See the access log and the log of api.',
      metric: httpApi.metricServerError({ period: fiveMinutes }),
      above: 0,
    },
    {
      name: 'ClockSilentAlarm',
      says: 'The clock was not called for 5 minutes: no fleet is woken and nothing is repaired. See whether the rule of the clock is enabled.',
      metric: clock.metricInvocations({ period: fiveMinutes }),
      silent: true,
    },
  ];
}

const errors = (fn: LambdaFunction, name: string, says: string): Condition => ({
  ...{ name, says },
  metric: fn.metricErrors({ period: fiveMinutes }),
  ...{ above: 0, times: 2 },
});

const throttles = (fn: LambdaFunction): Condition => ({
  name: `${fn.node.id}ThrottlesAlarm`,
  says: `${fn.node.id} is throttled: the account's limit of concurrent Lambda executions is used up.`,
  metric: fn.metricThrottles({ period: minute }),
  ...{ above: 0, times: 5 },
});
