import * as z from 'zod';
import { functionMetrics, metricsNamespace } from '../../contracts/metrics.ts';
import { tables } from '../../contracts/tables.ts';
import { functionNames } from '../../contracts/environment.ts';
import { resourcesOf, synthesizeExample, writeExample, type Example, type Template } from './example-app.ts';

const alarmShape = z.object({ AlarmActions: z.array(z.object({ Ref: z.string() })).min(1), AlarmDescription: z.string() });
const dimensionsShape = z.array(z.object({ Name: z.string(), Value: z.unknown() }));
const topicPolicyShape = z.object({
  Topics: z.array(z.object({ Ref: z.string() })),
  PolicyDocument: z.object({ Statement: z.array(z.looseObject({ Effect: z.string(), Action: z.unknown() })) }),
});

let example: Example;
let service: Template;
beforeAll(async () => {
  example = await writeExample();
  ({ service } = await synthesizeExample(example));
});
afterAll(() => example.remove());

const alarmsOf = (template: Template) =>
  resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([id, { Properties }]) => ({ id, ...Properties }));

/** The topics that the alarms of a template go to. */
function topicsOf(template: Template): string[] {
  const actions = alarmsOf(template).flatMap((alarm) => alarmShape.parse(alarm).AlarmActions.map(({ Ref }) => Ref));
  return [...new Set(actions)];
}

const policiesOf = (template: Template, topic: string) =>
  resourcesOf(template, 'AWS::SNS::TopicPolicy')
    .map(([, { Properties }]) => topicPolicyShape.parse(Properties))
    .filter(({ Topics }) => Topics.some(({ Ref }) => Ref === topic));

describe('an alarm reaches a person', () => {
  test('CloudWatch may publish on the topic of every alarm, for the alarms of this account and region only', () => {
    expect(topicsOf(service)).not.toEqual([]);
    for (const topic of topicsOf(service)) {
      expect(service.Resources[topic]?.Type).toBe('AWS::SNS::Topic');
      const statements = policiesOf(service, topic).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
      expect(statements).toContainEqual({
        Sid: 'AllowAlarms',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: { Ref: topic },
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: {
            'aws:SourceArn': {
              'Fn::Join': [
                '',
                [
                  ...['arn:', { Ref: 'AWS::Partition' }, ':cloudwatch:', { Ref: 'AWS::Region' }, ':'],
                  ...[{ Ref: 'AWS::AccountId' }, ':alarm:*'],
                ],
              ],
            },
          },
        },
      });
      expect(statements).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });

  test('at the address of the settings, where there is one', async () => {
    const mailed = await synthesizeExample(example, { alarm_email: 'ops@example.com' });
    for (const topic of topicsOf(mailed.service)) {
      const subscriptions = resourcesOf(mailed.service, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
      expect(subscriptions).toContainEqual({ Protocol: 'email', Endpoint: 'ops@example.com', TopicArn: { Ref: topic } });
    }
    expect(mailed.warnings).toEqual([]);
  });

  test('and without an address, the synthesis warns', async () => {
    const { warnings } = await synthesizeExample(example);
    expect(warnings).toEqual([expect.stringMatching(/^No address receives the alarms: set alarm_email /) as string]);
  });
});

interface Wanted {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: Readonly<Record<string, unknown>>;
}

/** Dimensions in one order, as CloudWatch sees them: as a set. */
const dimensionsOf = (given: Readonly<Record<string, unknown>>): unknown =>
  Object.entries(given).sort(([a], [b]) => a.localeCompare(b));

const alarmsOn = ({ Namespace, MetricName, Dimensions }: Wanted) =>
  alarmsOf(service).filter((alarm: Record<string, unknown>) => {
    const named = dimensionsShape
      .catch([])
      .parse(alarm['Dimensions'])
      .map(({ Name, Value }) => [Name, Value] as const);
    const same = JSON.stringify(dimensionsOf(Object.fromEntries(named))) === JSON.stringify(dimensionsOf(Dimensions));
    return alarm['Namespace'] === Namespace && alarm['MetricName'] === MetricName && same;
  });

/** The logical id of a function by its name. */
const functionOf = (name: string): string =>
  `${name.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())}Function`;
const lambda = (name: string, MetricName: string): Wanted => ({
  ...{ Namespace: 'AWS/Lambda', MetricName },
  Dimensions: { FunctionName: { Ref: functionOf(name) } },
});

describe('there is an alarm', () => {
  test.each(functionNames)('on errors and throttles of %s', (name) => {
    for (const metric of ['Errors', 'Throttles']) {
      expect(alarmsOn(lambda(name, metric))).toEqual([
        expect.objectContaining({ ComparisonOperator: 'GreaterThanThreshold', Threshold: 0, TreatMissingData: 'notBreaching' }),
      ]);
    }
  });

  test('on failures that come every three minutes, the pace at which a failed turn comes again', () => {
    const failing = alarmsOf(service).filter(({ id }) => /^(TurnsFailed|EffectsFailed|ActorErrors)Alarm$/.test(id));
    expect(failing).toHaveLength(3);
    for (const alarm of failing) expect(alarm).toMatchObject({ Period: 300, Statistic: 'Sum', EvaluationPeriods: 2 });
  });

  test('on a clock that is not called any more, and on one whose ticks do not come to their end', () => {
    const silence = {
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 300,
      EvaluationPeriods: 1,
      TreatMissingData: 'breaching',
    };
    expect(alarmsOn(lambda('clock', 'Invocations'))).toEqual([expect.objectContaining({ ...silence, Statistic: 'Sum' })]);
    const told = { Namespace: 'bgagent', MetricName: 'OldestWaitingTask', Dimensions: { service: 'bgagent-test-clock' } };
    expect(alarmsOn(told)).toContainEqual(expect.objectContaining({ ...silence, Statistic: 'SampleCount' }));
  });

  test.each(tables.map((table) => [table.name, table] as const))(
    'on throttles of %s and of its indexes',
    (_, { name, indexes }) => {
      const [tableName] = [...new Set(alarmsOf(service).flatMap((alarm) => tableNameOf(alarm, name)))];
      expect(tableName).toMatchObject({ 'Fn::ImportValue': expect.stringContaining(name) as string });
      const on = (MetricName: string, more: Record<string, unknown> = {}) =>
        alarmsOn({ Namespace: 'AWS/DynamoDB', MetricName, Dimensions: { TableName: tableName, ...more } });
      expect(on('ReadThrottleEvents')).toHaveLength(1);
      expect(on('WriteThrottleEvents')).toHaveLength(1);
      for (const index of indexes) expect(on('WriteThrottleEvents', { GlobalSecondaryIndexName: index.name })).toHaveLength(1);
    },
  );

  test('on events that a rule could not hand over, by the name that the rule has', () => {
    const rules = resourcesOf(service, 'AWS::Events::Rule').map(([, { Properties }]) => Properties);
    expect(rules).toHaveLength(4);
    for (const { Name: RuleName, EventBusName } of rules) {
      expect(RuleName).toEqual(expect.stringMatching(/^bgagent-test-/));
      const Dimensions = EventBusName === undefined ? { RuleName } : { RuleName, EventBusName };
      expect(alarmsOn({ Namespace: 'AWS/Events', MetricName: 'FailedInvocations', Dimensions })).toHaveLength(1);
    }
  });

  test.each(['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted', 'ExecutionThrottled'])(
    'on runs: %s',
    (MetricName) => {
      const Dimensions = { StateMachineArn: { Ref: 'FleetRun' } };
      expect(alarmsOn({ Namespace: 'AWS/States', MetricName, Dimensions })).toHaveLength(1);
    },
  );

  test('on what API Gateway answers with 5xx, and on dead letters', () => {
    expect(alarmsOn({ Namespace: 'AWS/ApiGateway', MetricName: '5xx', Dimensions: { ApiId: { Ref: 'HttpApi' } } })).toHaveLength(
      1,
    );
    const queues = resourcesOf(service, 'AWS::SQS::Queue').map(([id]) => id);
    for (const id of queues.filter((queue) => queue.endsWith('Dlq'))) {
      const QueueName = { 'Fn::GetAtt': [id, 'QueueName'] };
      expect(
        alarmsOn({ Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible', Dimensions: { QueueName } }),
      ).toHaveLength(1);
    }
  });

  function tableNameOf(alarm: Record<string, unknown>, name: string): unknown[] {
    const named = dimensionsShape
      .catch([])
      .parse(alarm['Dimensions'])
      .filter(({ Name }) => Name === 'TableName');
    return named.map(({ Value }) => Value).filter((value) => JSON.stringify(value).includes(`Ref${name}`));
  }
});

describe('what the functions tell of themselves', () => {
  // The launcher is deployed only where each task has a container (workers/templates.long.ts).
  const told = functionNames.flatMap((name) => functionMetrics[name].map((metric) => [metric, name] as const));

  /** As Powertools will name it there, from the environment that the stack gives the function. */
  function asEmitted(name: string, MetricName: string): Wanted {
    const environment = z.looseObject({ Variables: z.record(z.string(), z.unknown()) });
    const { Variables } = environment.parse(service.Resources[functionOf(name)]?.Properties['Environment']);
    const { POWERTOOLS_METRICS_NAMESPACE: Namespace, POWERTOOLS_SERVICE_NAME: service_ } = Variables;
    return { Namespace: String(Namespace), MetricName, Dimensions: { service: service_ } };
  }

  test.each(told)('%s of %s is on the dashboard', (metric, name) => {
    const { Namespace, Dimensions } = asEmitted(name, metric);
    expect(dashboard()).toContain(JSON.stringify([Namespace, metric, 'service', Dimensions['service']]).slice(0, -1));
  });

  test('every alarm on one of them is on one that is told', () => {
    const seen = told.flatMap(([metric, name]) => alarmsOn(asEmitted(name, metric)).map(({ id }) => id));
    const own = alarmsOf(service).filter((alarm: Record<string, unknown>) => alarm['Namespace'] === metricsNamespace);
    expect(own.map(({ id }) => id).sort()).toEqual([...seen].sort());
    expect(own.length).toBeGreaterThan(0);
  });

  /** The dashboard's JSON with references left out. */
  function dashboard(): string {
    const body = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });
    const { 'Fn::Join': joined } = body.parse(service.Resources['Dashboard']?.Properties['DashboardBody']);
    return joined[1].map((part) => (typeof part === 'string' ? part : '…')).join('');
  }
});
