/**
 * The rules of EventBridge: they bring events of tasks, runs and fleets to functions and queues, and tick the clock each
 * minute.
 */
import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule, type EventBus } from 'aws-cdk-lib/aws-events';
import {
  LambdaFunction as LambdaTarget,
  SqsQueue as QueueTarget,
  type LambdaFunctionProps,
} from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import {
  executionEventSource,
  executionStatusChanged,
  fleetEventSource,
  taskEventSource,
  taskStatusChanged,
} from '../contracts/events.ts';
import type { Settings } from './config.ts';
import { nameResource } from './logical-id.ts';
import { physicalName } from './physical-name.ts';

/** A rule, as its alarm identifies it. */
export interface WatchedRule {
  /** Logical id. */
  readonly id: string;
  readonly ruleName: string;
  /** Undefined for a rule on the default bus of the account. */
  readonly busName?: string;
}

export interface RuleProps {
  readonly settings: Settings;
  readonly bus: EventBus;
  readonly taskEvents: LambdaFunction;
  readonly clock: LambdaFunction;
  /** Takes the events about fleets. */
  readonly webhooks: IQueue;
  readonly stateMachineArn: string;
  /** Takes events that could not be delivered. */
  readonly deadLetterQueue: IQueue;
}

/**
 * Each rule has a name of its own, because metrics identify a rule by its name. A reference to a rule on another bus than the
 * default one is not its name.
 */
export function addRules(scope: Construct, props: RuleProps): WatchedRule[] {
  const toTaskEvents = new LambdaTarget(props.taskEvents, delivery(props.deadLetterQueue));
  const busName = props.bus.eventBusName;
  const named = (part: string) => physicalName(props.settings, part);
  const taskRule = new Rule(scope, 'TaskStatusRule', {
    ruleName: named('task-status'),
    eventBus: props.bus,
    eventPattern: { source: [taskEventSource], detailType: [taskStatusChanged] },
    targets: [toTaskEvents],
  });
  // Step Functions publishes on the default bus of the account, for the Map's children too. The function ignores those.
  const runRule = new Rule(scope, 'RunEndedRule', {
    ruleName: named('run-ended'),
    eventPattern: {
      source: [executionEventSource],
      detailType: [executionStatusChanged],
      detail: { status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [props.stateMachineArn] },
    },
    targets: [toTaskEvents],
  });
  const fleetRule = new Rule(scope, 'FleetEventsRule', {
    ruleName: named('fleet-events'),
    eventBus: props.bus,
    eventPattern: { source: [fleetEventSource] },
    targets: [new QueueTarget(props.webhooks, delivery(props.deadLetterQueue))],
  });
  nameResource(fleetRule, 'FleetEventsRule');
  nameResource(taskRule, 'TaskStatusRule');
  nameResource(runRule, 'RunEndedRule');
  addTick(scope, props);
  return [
    { id: 'TaskStatusRule', ruleName: named('task-status'), busName },
    { id: 'RunEndedRule', ruleName: named('run-ended') },
    { id: 'FleetEventsRule', ruleName: named('fleet-events'), busName },
    { id: 'ClockRule', ruleName: named('clock') },
  ];
}

function addTick(scope: Construct, props: RuleProps): void {
  const tick = RuleTargetInput.fromObject({ mode: 'tick' });
  const rule = new Rule(scope, 'ClockRule', {
    ruleName: physicalName(props.settings, 'clock'),
    schedule: Schedule.rate(Duration.minutes(1)),
    // A late tick is dropped: the next one does the same work.
    targets: [
      new LambdaTarget(props.clock, { ...delivery(props.deadLetterQueue), event: tick, maxEventAge: Duration.minutes(1) }),
    ],
  });
  nameResource(rule, 'ClockRule');
}

function delivery(deadLetterQueue: IQueue): LambdaFunctionProps {
  return { deadLetterQueue, retryAttempts: 185, maxEventAge: Duration.hours(24) };
}
