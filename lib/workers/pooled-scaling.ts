/**
 * Scales the service of workers. Waiting tasks add workers; workers go only when no task waits or runs any more, and then all of them, so that
 * no worker is stopped in the middle of a task because others have nothing to do.
 */
import { Duration } from 'aws-cdk-lib';
import { CfnScalableTarget, CfnScalingPolicy } from 'aws-cdk-lib/aws-applicationautoscaling';
import { Alarm, ComparisonOperator, MathExpression, TreatMissingData, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnService } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { functionMetric } from '../alarms/function-metric.ts';
import type { Settings } from '../config.ts';
import { nameResource } from '../logical-id.ts';
import { physicalName } from '../physical-name.ts';
import type { WorkerGround } from './worker-cluster.ts';
import type { PooledSettings } from './worker-settings.ts';

/** Minutes without any task after which the last workers go. */
const idleMinutes = 15;
const minute = Duration.minutes(1);

interface Scaled {
  readonly ground: WorkerGround;
  readonly service: CfnService;
  readonly workers: PooledSettings;
}

export function addPooledScaling(scope: Construct, { ground, service, workers }: Scaled): void {
  const target = new CfnScalableTarget(scope, 'WorkerScaling', {
    serviceNamespace: 'ecs',
    scalableDimension: 'ecs:service:DesiredCount',
    resourceId: `service/${ground.cluster.ref}/${service.attrName}`,
    minCapacity: 0,
    maxCapacity: workers.max,
  });
  addGrowth(scope, target, { settings: ground.settings, workers });
  addEnd(scope, target, ground.settings);
}

function addGrowth(
  scope: Construct,
  target: CfnScalableTarget,
  { settings, workers }: { settings: Settings; workers: PooledSettings },
): void {
  const policy = new CfnScalingPolicy(scope, 'WorkerGrowth', {
    policyName: physicalName(settings, 'workers-grow'),
    policyType: 'StepScaling',
    scalingTargetId: target.ref,
    stepScalingPolicyConfiguration: {
      adjustmentType: 'ChangeInCapacity',
      metricAggregationType: 'Maximum',
      // A worker that starts takes about a minute until it takes tasks.
      cooldown: 120,
      stepAdjustments: steps(workers),
    },
  });
  addAlarm(scope, 'WorkersNeeded', {
    says: 'Not a fault: tasks wait, so the scaling of the workers adds some.',
    metric: functionMetric(settings, 'clock', 'WaitingTasks', { period: minute, statistic: 'Maximum' }),
    comparison: ComparisonOperator.GREATER_THAN_THRESHOLD,
    periods: 1,
    policy,
  });
}

/** The workers that so many waiting tasks need. Each step has twice the workers of the one before: AWS takes 20 steps at most. */
function steps({ max, concurrency }: PooledSettings): CfnScalingPolicy.StepAdjustmentProperty[] {
  const sizes: number[] = [];
  for (let size = 1; size < max; size *= 2) sizes.push(size);
  sizes.push(max);
  return sizes.map((size, at) => ({
    // A bound belongs to the step above it, and tasks are whole: so many as the workers of a step do are still in that step.
    metricIntervalLowerBound: at === 0 ? 0 : (sizes[at - 1] ?? 0) * concurrency + 1,
    ...(at === sizes.length - 1 ? {} : { metricIntervalUpperBound: size * concurrency + 1 }),
    scalingAdjustment: size,
  }));
}

function addEnd(scope: Construct, target: CfnScalableTarget, settings: Settings): void {
  const policy = new CfnScalingPolicy(scope, 'WorkerEnd', {
    policyName: physicalName(settings, 'workers-end'),
    policyType: 'StepScaling',
    scalingTargetId: target.ref,
    stepScalingPolicyConfiguration: {
      adjustmentType: 'ExactCapacity',
      metricAggregationType: 'Maximum',
      stepAdjustments: [{ metricIntervalUpperBound: 0, scalingAdjustment: 0 }],
    },
  });
  const counted = (name: 'WaitingTasks' | 'RunningTasks') =>
    functionMetric(settings, 'clock', name, { period: minute, statistic: 'Maximum' });
  addAlarm(scope, 'WorkersIdle', {
    says: `Not a fault: no task has waited or run for ${idleMinutes} minutes, so the scaling ends the workers.`,
    metric: new MathExpression({
      expression: 'waiting + running',
      usingMetrics: { waiting: counted('WaitingTasks'), running: counted('RunningTasks') },
      period: minute,
    }),
    comparison: ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
    periods: idleMinutes,
    policy,
  });
}

interface ScalingAlarm {
  readonly says: string;
  readonly metric: IMetric;
  readonly comparison: ComparisonOperator;
  readonly periods: number;
  readonly policy: CfnScalingPolicy;
}

/** Goes to the scaling alone: nobody is mailed. A clock that does not tell changes nothing. */
function addAlarm(scope: Construct, name: string, { says, metric, comparison, periods, policy }: ScalingAlarm): void {
  const alarm = new Alarm(scope, name, {
    alarmDescription: says,
    metric,
    threshold: 0,
    comparisonOperator: comparison,
    evaluationPeriods: periods,
    treatMissingData: TreatMissingData.IGNORE,
  });
  alarm.addAlarmAction({ bind: () => ({ alarmActionArn: policy.ref }) });
  nameResource(alarm, name);
}
