/** Logs, metrics and traces of a function: structured, with the ids of what is worked on. */
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';

export const logger = new Logger();
export const metrics = new Metrics();
export const tracer = new Tracer();

/** The middlewares that every function wears. Responses are not traced: they may hold what a caller wrote. */
export const telemetry = () => [
  captureLambdaHandler(tracer, { captureResponse: false }),
  injectLambdaContext(logger, { resetKeys: true }),
  logMetrics(metrics),
];
