/** Structured logs, metrics and traces of a function. */
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import type { MetricName } from '../contracts/metrics.ts';

export const logger = new Logger();
export const tracer = new Tracer();
const metrics = new Metrics();

/** Adds to a count; Powertools names the namespace and the function. */
export function count(metric: MetricName, howMany = 1): void {
  metrics.addMetric(metric, MetricUnit.Count, howMany);
}

/** Reports a duration, in seconds. */
export function tellSeconds(metric: MetricName, seconds: number): void {
  metrics.addMetric(metric, MetricUnit.Seconds, seconds);
}

/** Reports a number without a unit, such as US dollars. */
export function tell(metric: MetricName, value: number): void {
  metrics.addMetric(metric, MetricUnit.NoUnit, value);
}

/** The middlewares of every function. Responses are not traced, since they may hold what a caller wrote. */
export const telemetry = () => [
  captureLambdaHandler(tracer, { captureResponse: false }),
  injectLambdaContext(logger, { resetKeys: true }),
  logMetrics(metrics),
];
