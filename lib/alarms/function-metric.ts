/**
 * A metric that a function counts itself (contracts/metrics.ts). Its one dimension is the POWERTOOLS_SERVICE_NAME of the
 * function.
 */
import { Metric, type MetricProps } from 'aws-cdk-lib/aws-cloudwatch';
import { metricsNamespace, type MetricOf, type TellingFunction } from '../../contracts/metrics.ts';
import type { Settings } from '../config.ts';
import { physicalName } from '../physical-name.ts';

export function functionMetric<F extends TellingFunction>(
  settings: Settings,
  fn: F,
  metricName: MetricOf<F>,
  how: Pick<MetricProps, 'period' | 'statistic'> = {},
): Metric {
  const dimensionsMap = { service: physicalName(settings, fn) };
  return new Metric({ namespace: metricsNamespace, metricName, dimensionsMap, statistic: 'Sum', ...how });
}
