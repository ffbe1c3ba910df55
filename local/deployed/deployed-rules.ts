import type { BusRule, BusTarget } from '../bus/event-bus.ts';
import { unsupportedInPattern } from '../bus/event-pattern.ts';
import type { FunctionHost } from '../functions/function-host.ts';
import { intervalOf } from '../schedule.ts';
import type { Deployment, Resource } from '../template/deployment.ts';
import type { JsonObject } from '../template/json.ts';
import type { DeployedFunctions } from './deployed-functions.ts';
import { messageOf } from '../error-facts.ts';

type Rule = Resource<'AWS::Events::Rule'>;
type RuleTarget = Rule['properties']['Targets'][number];

/** Something that a rule runs again and again. */
export interface ScheduledFunction {
  readonly intervalMs: number;
  readonly function: FunctionHost;
  readonly input: unknown;
}

export interface RuleSurroundings {
  readonly deployment: Deployment;
  readonly functions: DeployedFunctions;
  /** Puts an event into a dead-letter queue. */
  readonly send: (queueUrl: string, event: JsonObject) => Promise<void>;
}

const enabled = (deployment: Deployment): readonly Rule[] =>
  deployment.all('AWS::Events::Rule').filter(({ properties }) => properties.State === 'ENABLED');

/**
 * The rules that wait for events.
 * @throws Error naming the rule and what of its pattern is not supported
 */
export function busRules(around: RuleSurroundings): BusRule[] {
  return enabled(around.deployment).flatMap((rule) => {
    const { EventPattern: pattern, EventBusName: bus, Targets: targets } = rule.properties;
    if (pattern === undefined) return [];
    const [problem] = unsupportedInPattern(pattern);
    if (problem !== undefined)
      throw new Error(`The embedded runtime cannot run the rule ${rule.logicalId}: its pattern's ${problem}.`);
    return [
      {
        name: rule.logicalId,
        bus: bus.slice(bus.lastIndexOf('/') + 1),
        pattern,
        targets: targets.map((target) => busTarget(target, around)),
      },
    ];
  });
}

/**
 * The rules that run by the clock.
 * @throws Error naming the rule whose schedule is not supported
 */
export function scheduledFunctions({
  deployment,
  functions,
}: Pick<RuleSurroundings, 'deployment' | 'functions'>): ScheduledFunction[] {
  return enabled(deployment).flatMap(({ logicalId, properties: { ScheduleExpression: expression, Targets: targets } }) => {
    if (expression === undefined) return [];
    return targets.map((target) => ({
      intervalMs: named(logicalId, () => intervalOf(expression)),
      function: functions.find(target.Arn),
      input: parseInput(target) ?? { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} },
    }));
  });
}

function busTarget(target: RuleTarget, { functions, deployment, send }: RuleSurroundings): BusTarget {
  const deployed = functions.find(target.Arn);
  const queue = deployment.all('AWS::SQS::Queue').find(({ attributes }) => attributes['Arn'] === target.DeadLetterConfig?.Arn);
  const input = parseInput(target);
  return {
    deliver: (event) => deployed.invoke(input ?? event),
    deadLetter: queue === undefined ? undefined : (event) => send(queue.ref, event),
  };
}

function parseInput(target: RuleTarget): unknown {
  return target.Input === undefined ? undefined : JSON.parse(target.Input);
}

function named<T>(logicalId: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const why = messageOf(error);
    throw new Error(`The embedded runtime cannot run the rule ${logicalId}: ${why}.`, { cause: error });
  }
}
