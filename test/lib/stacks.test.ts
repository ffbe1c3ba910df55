import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { environmentFields, functionEnvironment, functionNames } from '../../contracts/environment.ts';
import { fleetTable, tables, taskTable } from '../../contracts/tables.ts';
import { resourcesOf, synthesizeExample, writeExample, type Example, type Template } from './example-app.ts';

const functionShape = z.object({
  FunctionName: z.string(),
  Runtime: z.string(),
  Architectures: z.array(z.string()),
  Handler: z.string(),
  Timeout: z.number(),
  TracingConfig: z.object({ Mode: z.string() }),
  LoggingConfig: z.object({ LogGroup: z.object({ Ref: z.string() }) }),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});
const queueShape = z.looseObject({
  SqsManagedSseEnabled: z.literal(true),
  FifoQueue: z.boolean().optional(),
  VisibilityTimeout: z.number().optional(),
  RedrivePolicy: z
    .object({ deadLetterTargetArn: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }) })
    .optional(),
});
const statementShape = z.object({
  Effect: z.string(),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.unknown(),
});
const policyShape = z.object({ PolicyDocument: z.object({ Statement: z.array(statementShape) }), PolicyName: z.string() });

describe('the stacks', () => {
  let example: Example;
  let directory: string;
  let data: Template;
  let service: Template;
  beforeAll(async () => {
    example = await writeExample();
    ({ directory, data, service } = await synthesizeExample(example));
  });
  afterAll(() => example.remove());

  const functions = () =>
    resourcesOf(service, 'AWS::Lambda::Function').map(([id, { Properties, Metadata }]) => ({
      id,
      Metadata,
      ...functionShape.parse(Properties),
    }));
  const queues = () =>
    new Map(resourcesOf(service, 'AWS::SQS::Queue').map(([id, { Properties }]) => [id, queueShape.parse(Properties)]));

  describe('data', () => {
    test('has the tables of the contracts and the secrets, and nothing else', () => {
      const names = [...tables.map(({ name }) => name), 'PageTokenKeys', 'WebhookKeys'];
      expect(Object.keys(data.Resources).sort()).toEqual(names.sort());
    });

    test.each(tables.map((table) => [table.name, table] as const))(
      '%s is kept, encrypted, on demand and can be restored',
      (name, table) => {
        expect(data.Resources[name]).toMatchObject({
          DeletionPolicy: 'Retain',
          Properties: {
            BillingMode: 'PAY_PER_REQUEST',
            DeletionProtectionEnabled: true,
            SSESpecification: { SSEEnabled: true },
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
            ...(table.ttl === undefined ? {} : { TimeToLiveSpecification: { AttributeName: table.ttl, Enabled: true } }),
            ...(table.indexes.length === 0
              ? {}
              : { GlobalSecondaryIndexes: table.indexes.map(({ name }) => ({ IndexName: name })) }),
          },
        });
      },
    );

    test('goes with the stack where the settings say so', async () => {
      const { data: fleeting } = await synthesizeExample(example, { retain_data: false });
      const kept = Object.values(fleeting.Resources).filter(({ DeletionPolicy }) => DeletionPolicy !== 'Delete');
      expect(kept).toEqual([]);
    });
  });

  describe('functions', () => {
    test('are the six, found by name', () => {
      expect(
        functions()
          .map(({ FunctionName }) => FunctionName)
          .sort(),
      ).toEqual(functionNames.map((name) => `bgagent-test-${name}`).sort());
    });

    test('run on Node.js 24, arm64, traced', () => {
      for (const fn of functions()) {
        expect(fn).toMatchObject({
          Runtime: 'nodejs24.x',
          Architectures: ['arm64'],
          TracingConfig: { Mode: 'Active' },
          Handler: 'index.handler',
        });
      }
    });

    test.each(functionNames)('%s is given exactly what it reads', (name) => {
      const fn = functions().find(({ FunctionName }) => FunctionName === `bgagent-test-${name}`);
      const variables = Object.keys(fn?.Environment.Variables ?? {}).filter((variable) => variable in environmentFields);
      expect(variables.sort()).toEqual([...functionEnvironment[name]].sort());
    });

    test('lead to their code through the asset path', () => {
      for (const { Metadata } of functions()) {
        expect(existsSync(join(directory, String(Metadata['aws:asset:path']), 'index.mjs'))).toBe(true);
      }
    });

    test('that take events by themselves have a dead-letter queue', () => {
      for (const id of ['TaskEventsFunction', 'ClockFunction']) {
        expect(service.Resources[id]?.Properties['DeadLetterConfig']).toEqual({
          TargetArn: { 'Fn::GetAtt': ['EventsDlq', 'Arn'] },
        });
      }
    });
  });

  describe('queues', () => {
    test('have a dead-letter queue or are one, of their own kind', () => {
      const all = queues();
      for (const [id, queue] of all) {
        const dlq = queue.RedrivePolicy?.deadLetterTargetArn['Fn::GetAtt'][0];
        expect(id.endsWith('Dlq')).toBe(dlq === undefined);
        if (dlq !== undefined) expect(all.get(dlq)?.FifoQueue).toBe(queue.FifoQueue);
      }
    });

    test('hide a message for six times what its function may take', () => {
      const timeouts = new Map(functions().map(({ id, Timeout }) => [id, Timeout]));
      for (const [queue, fn] of [
        ['MailboxQueue', 'FleetMailboxFunction'],
        ['TimersQueue', 'ClockFunction'],
        ['WebhooksQueue', 'WebhooksFunction'],
      ] as const) {
        expect(queues().get(queue)?.VisibilityTimeout).toBeGreaterThanOrEqual(6 * (timeouts.get(fn) ?? Infinity));
      }
    });

    test('the mailbox orders by fleet at high throughput', () => {
      expect(queues().get('MailboxQueue')).toMatchObject({
        FifoQueue: true,
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
      });
    });

    test('report failed messages one by one', () => {
      const mappings = resourcesOf(service, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);
      expect(mappings).toHaveLength(3);
      for (const mapping of mappings) {
        expect(mapping).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });
      }
    });
  });

  describe('rules', () => {
    test('bring task events, fleet events, ends of runs and the tick, and lose none', () => {
      const rules = resourcesOf(service, 'AWS::Events::Rule');
      expect(rules.map(([id]) => id).sort()).toEqual(['ClockRule', 'FleetEventsRule', 'RunEndedRule', 'TaskStatusRule']);
      for (const [, { Properties }] of rules) {
        expect(Properties['Targets']).toEqual([
          expect.objectContaining({ DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['EventsDlq', 'Arn'] } } }),
        ]);
      }
    });

    test('events about fleets wait for the webhooks in a queue of their own, for ten tries', () => {
      expect(service.Resources['FleetEventsRule']?.Properties).toMatchObject({
        EventPattern: { source: ['bgagent.fleets'] },
        EventBusName: { Ref: 'Bus' },
        Targets: [{ Arn: { 'Fn::GetAtt': ['WebhooksQueue', 'Arn'] } }],
      });
      expect(service.Resources['WebhooksQueue']?.Properties).toMatchObject({
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['WebhooksDlq', 'Arn'] }, maxReceiveCount: 10 },
      });
      const mappings = resourcesOf(service, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);
      expect(mappings).toContainEqual(
        expect.objectContaining({
          EventSourceArn: { 'Fn::GetAtt': ['WebhooksQueue', 'Arn'] },
          ScalingConfig: { MaximumConcurrency: 10 },
        }),
      );
    });

    test('the tick says that it is one', () => {
      expect(service.Resources['ClockRule']?.Properties).toMatchObject({
        ScheduleExpression: 'rate(1 minute)',
        Targets: [{ Input: '{"mode":"tick"}' }],
      });
    });
  });

  describe('the front door', () => {
    const routes = (template: Template): unknown =>
      Object.fromEntries(
        resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => [
          Properties['RouteKey'],
          Properties['AuthorizationType'],
        ]),
      );

    test('leaves the check of tokens to the handler', () => {
      expect(routes(service)).toEqual({
        'ANY /v1/{proxy+}': 'NONE',
        'GET /v1/health': 'NONE',
        'GET /v1/openapi.json': 'NONE',
        'GET /v1/sign-in': 'NONE',
      });
    });

    test('checks them first where the settings say so', async () => {
      const { service: guarded } = await synthesizeExample(example, {
        auth: { gateway_authorizer: true, issuer: 'https://issuer.example' },
      });
      expect(routes(guarded)).toEqual({
        'ANY /v1/{proxy+}': 'JWT',
        'GET /v1/health': 'NONE',
        'GET /v1/openapi.json': 'NONE',
        'GET /v1/sign-in': 'NONE',
      });
      expect(resourcesOf(guarded, 'AWS::ApiGatewayV2::Authorizer').map(([, { Properties }]) => Properties)).toMatchObject([
        { JwtConfiguration: { Issuer: { Ref: 'AuthIssuer' }, Audience: { 'Fn::Split': [',', { Ref: 'AuthAudience' }] } } },
      ]);
    });

    test('limits and logs requests', () => {
      expect(service.Resources['HttpApiStage']?.Properties).toMatchObject({
        DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
        AccessLogSettings: { DestinationArn: { 'Fn::GetAtt': ['HttpApiLog', 'Arn'] } },
      });
    });
  });

  describe('permissions', () => {
    const statements = () =>
      resourcesOf(service, 'AWS::IAM::Policy').flatMap(([id, { Properties }]) =>
        policyShape.parse(Properties).PolicyDocument.Statement.map((statement) => ({ id, ...statement })),
      );

    test('name every action', () => {
      for (const { Action } of statements()) for (const action of [Action].flat()) expect(action).not.toContain('*');
    });

    test('name every resource, but for X-Ray and log delivery, which have none', () => {
      const unnamed = statements().filter(({ Resource }) => [Resource].flat().includes('*'));
      expect(unnamed.length).toBeGreaterThan(0);
      for (const { Action } of unnamed) for (const action of [Action].flat()) expect(action).toMatch(/^(xray|logs):/);
    });

    test('come from nothing but policies of this stack', () => {
      for (const [, { Properties }] of resourcesOf(service, 'AWS::IAM::Role')) {
        expect(Properties).not.toHaveProperty('ManagedPolicyArns');
      }
    });

    test('the function webhooks, which calls strangers, may read fleets and its own secret, use its own queue, and nothing else', () => {
      const own = statements().filter(({ id }) => id.startsWith('Webhooks'));
      const allowed = own.flatMap(({ Action, Resource }) => [Action].flat().map((action) => [action, Resource] as const));
      const others = allowed.filter(([action]) => !/^(xray|logs):/.test(action));
      const queue = { 'Fn::GetAtt': ['WebhooksQueue', 'Arn'] };
      for (const [action, resource] of others.filter(([action]) => action.startsWith('sqs:'))) {
        expect([action, resource]).toEqual([action, queue]);
      }
      expect(others.map(([action]) => action).filter((action) => !action.startsWith('sqs:'))).toEqual([
        'dynamodb:GetItem',
        'secretsmanager:GetSecretValue',
      ]);
    });

    test('the function api may query every index of fleets and tasks, as its lists do', () => {
      const own = statements().filter(({ id, Action }) => id.startsWith('Api') && [Action].flat().includes('dynamodb:Query'));
      const queried = JSON.stringify(own.map(({ Resource }) => Resource)).matchAll(/\/index\/([a-z-]+)/g);
      const indexes = [fleetTable, taskTable].flatMap((table) => table.indexes.map(({ name }) => name));
      expect(Array.from(queried, ([, name]) => name).sort()).toEqual(indexes.sort());
    });

    test('only the functions that drive tokens may answer them', () => {
      const answering = statements().filter(({ Action }) => [Action].flat().includes('states:SendTaskSuccess'));
      expect(answering.map(({ id }) => id.replace(/RoleDefaultPolicy.*/, '')).sort()).toEqual(['FleetMailbox', 'TargetDrive']);
    });
  });

  describe('everything', () => {
    test('forgets its logs after the days of the settings', () => {
      const groups = new Map(resourcesOf(service, 'AWS::Logs::LogGroup'));
      for (const [, { Properties }] of groups) expect(Properties['RetentionInDays']).toBe(30);
      for (const fn of functions()) {
        expect(groups.get(fn.LoggingConfig.LogGroup.Ref)?.Properties['LogGroupName']).toBe(`/aws/lambda/${fn.FunctionName}`);
      }
    });

    test('is what CloudFormation makes: no custom resource and no helper function', () => {
      const types = [data, service].flatMap(({ Resources }) => Object.values(Resources).map(({ Type }) => Type));
      expect(types.filter((type) => !type.startsWith('AWS::') || type === 'AWS::CloudFormation::CustomResource')).toEqual([]);
    });

    test('keeps task tokens out of the log', () => {
      expect(service.Resources['FleetRun']?.Properties).toMatchObject({
        StateMachineType: 'STANDARD',
        LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
        TracingConfiguration: { Enabled: true },
      });
    });

    test('mails alarms that say what to do', () => {
      const alarms = resourcesOf(service, 'AWS::CloudWatch::Alarm');
      const dlqs = [...queues().keys()].filter((id) => id.endsWith('Dlq'));
      expect(alarms.map(([id]) => id)).toEqual(
        expect.arrayContaining([...dlqs.map((id) => `${id}Alarm`), 'ActorErrorsAlarm', 'MailboxAgeAlarm']),
      );
      const [, stuck] = alarms.find(([id]) => id === 'StuckFleetsAlarm') ?? [];
      const [, clock] = resourcesOf(service, 'AWS::Lambda::Function').find(([id]) => id === 'ClockFunction') ?? [];
      expect(stuck?.Properties).toMatchObject({
        Namespace: 'bgagent',
        MetricName: 'StuckFleets',
        Dimensions: [{ Name: 'service', Value: 'bgagent-test-clock' }],
      });
      expect(clock?.Properties).toMatchObject({
        Environment: { Variables: { POWERTOOLS_METRICS_NAMESPACE: 'bgagent', POWERTOOLS_SERVICE_NAME: 'bgagent-test-clock' } },
      });
      for (const [, { Properties }] of alarms) {
        expect(Properties).toMatchObject({
          AlarmActions: [{ Ref: 'AlarmTopic' }],
          AlarmDescription: expect.stringMatching(/^[A-Z`].{40,}\.$/) as string,
        });
      }
    });
  });

  describe('parameters', () => {
    test('carry what differs between installations, with the settings as defaults', async () => {
      const { service: other } = await synthesizeExample(example, {
        user_task_cap: 3,
        user_usd_per_day: 12.5,
        allow_shell: true,
        caller_verifiers: 'on',
        auth: { issuer: 'me', audience: ['bgagent', 'portal'], cli: { client_id: 'cli', ports: [8976] } },
        forges: [{ host: 'git.acme.example', writes_per_minute: 60 }],
      });
      const defaults = Object.fromEntries(Object.entries(other.Parameters).map(([name, { Default }]) => [name, Default]));
      expect(defaults).toMatchObject({
        AuthIssuer: 'me',
        AuthAudience: 'bgagent,portal',
        AuthJwks: '',
        AuthJwksUri: '',
        AuthGroupClaim: 'cognito:groups',
        AllowShell: 'true',
        CallerVerifiers: 'on',
        AllowPrivateWebhooks: 'false',
        UserTaskCap: '3',
        UserUsdPerDay: '12.5',
      });
      expect(JSON.parse(String(defaults['AuthCli']))).toEqual({
        client_id: 'cli',
        scope: 'openid profile offline_access',
        redirect_host: '127.0.0.1',
        token: 'access',
        parameters: {},
        ports: [8976],
      });
      expect(JSON.parse(String(defaults['Forges']))).toEqual([
        { host: 'git.acme.example', writes_per_minute: 60, writes_per_hour: null },
        { host: 'github.com', writes_per_minute: 80, writes_per_hour: 500 },
      ]);
    });
  });

  test('outputs say where everything is, and what forges allow', () => {
    expect(service.Outputs['ForgeLimits']).toMatchObject({ Value: { Ref: 'Forges' } });
    expect(Object.keys(service.Outputs)).toEqual(
      expect.arrayContaining(['ApiUrl', 'TaskQueueUrl', 'BusName', 'StateMachineArn', 'TaskTableName']),
    );
  });
});
