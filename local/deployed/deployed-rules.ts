/** Reads the rules of the template: those that match events on a bus, and those that run a function by the clock. */
import type { BusRule, BusTarget } from '../services/bus/event-bus.ts';
import { unsupportedInPattern } from '../services/bus/event-pattern.ts';
import type { FunctionHost } from '../functions/function-host.ts';
import { intervalOf } from './schedule.ts';
import type { Deployment, Resource } from '../template/deployment.ts';
import type { DeployedFunctions } from './deployed-functions.ts';
import { messageOf } from '../../core/text/message-of-error.ts';

type Rule = Resource<'AWS::Events::Rule'>;
type RuleTarget = Rule['properties']['Targets'][number];

/** A function that a rule runs at an interval. */
export interface ScheduledFunction {
  readonly intervalMs: number;
  readonly function: FunctionHost;
  readonly input: unknown;
}

export interface RuleOptions {
  readonly deployment: Deployment;
  readonly functions: DeployedFunctions;
  /** Sends an event to a queue. */
  readonly send: (queueUrl: string, event: unknown) => Promise<void>;
}

const enabled = (deployment: Deployment): readonly Rule[] =>
  deployment.all('AWS::Events::Rule').filter(({ properties }) => properties.State === 'ENABLED');

/** The rules that match events. @throws Error naming a rule, and the part of its pattern that is not supported */
export function busRules(options: RuleOptions): BusRule[] {
  return enabled(options.deployment).flatMap((rule) => {
    const { EventPattern: pattern, EventBusName: bus, Targets: targets } = rule.properties;
    if (pattern === undefined) return [];
    const [problem] = unsupportedInPattern(pattern);
    if (problem !== undefined) {
      throw new Error(`The embedded runtime cannot run the rule ${rule.logicalId}: in its pattern, ${problem}.`);
    }
    return [
      {
        name: rule.logicalId,
        bus: bus.slice(bus.lastIndexOf('/') + 1),
        pattern,
        targets: targets.map((target) => busTarget(target, options)),
      },
    ];
  });
}

/** The rules that run by the clock. @throws Error naming a rule whose schedule is not supported */
export function scheduledFunctions({
  deployment,
  functions,
}: Pick<RuleOptions, 'deployment' | 'functions'>): ScheduledFunction[] {
  return enabled(deployment).flatMap(({ logicalId, properties: { ScheduleExpression: expression, Targets: targets } }) => {
    if (expression === undefined) return [];
    return targets.map((target) => ({
      intervalMs: named(logicalId, () => intervalOf(expression)),
      function: functions.find(target.Arn),
      input: parseInput(target) ?? { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} },
    }));
  });
}

function busTarget(target: RuleTarget, options: RuleOptions): BusTarget {
  const take = takerOf(target.Arn, options);
  const deadLetter = target.DeadLetterConfig && queueTaker(target.DeadLetterConfig.Arn, options);
  const input = parseInput(target);
  return { deliver: (event) => take(input ?? event), deadLetter };
}

type Taker<T> = (event: unknown) => Promise<T>;

/** @throws Error when the ARN is neither of a queue nor of a function of the template */
function takerOf(arn: string, options: RuleOptions): Taker<unknown> {
  const toQueue = queueTaker(arn, options);
  if (toQueue !== undefined) return toQueue;
  const deployed = options.functions.find(arn);
  return (event) => deployed.invoke(event);
}

function queueTaker(arn: string, { deployment, send }: RuleOptions): Taker<void> | undefined {
  const queue = deployment.all('AWS::SQS::Queue').find(({ attributes }) => attributes['Arn'] === arn);
  return queue && ((event) => send(queue.ref, event));
}

function parseInput(target: RuleTarget): unknown {
  return target.Input === undefined ? undefined : JSON.parse(target.Input);
}

function named<T>(logicalId: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`The embedded runtime cannot run the rule ${logicalId}: ${messageOf(error)}.`, { cause: error });
  }
}
