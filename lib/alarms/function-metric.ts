import { Metric, type MetricProps } from 'aws-cdk-lib/aws-cloudwatch';
import { metricsNamespace, type MetricOf, type TellingFunction } from '../../contracts/metrics.ts';
import type { Settings } from '../config.ts';
import { physicalName } from '../physical-name.ts';

/** A metric that a function tells of itself, with the one dimension that Powertools gives it: POWERTOOLS_SERVICE_NAME. */
export function functionMetric<F extends TellingFunction>(
  settings: Settings,
  fn: F,
  metricName: MetricOf<F>,
  how: Pick<MetricProps, 'period' | 'statistic'> = {},
): Metric {
  const dimensionsMap = { service: physicalName(settings, fn) };
  return new Metric({ namespace: metricsNamespace, metricName, dimensionsMap, statistic: 'Sum', ...how });
}
