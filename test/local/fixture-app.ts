import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A small app as a cloud assembly: one function behind everything (HTTP, a FIFO queue, a bus, the clock, a workflow), which
 * notes in a table what it was called with.
 */
const functionCode = (root: string): string => `
import { createRequire } from 'node:module';
const require = createRequire(${JSON.stringify(join(root, 'package.json'))});
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient({});
let number = 0;
const note = (what, about) => client.send(new PutItemCommand({ TableName: process.env.NOTES, Item: {
  what: { S: what }, at: { S: String(Date.now()).padStart(15, '0') + '-' + String(number++).padStart(6, '0') }, about: { S: JSON.stringify(about) },
} }));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function http(event, context) {
  if (event.rawPath === '/v1/fail') throw new TypeError('as asked');
  if (event.rawPath === '/v1/crash') process.exit(3);
  if (event.rawPath === '/v1/late') await pause(60_000);
  if (event.rawPath === '/v1/context') return { function: context.functionName, left: context.getRemainingTimeInMillis(), request: context.awsRequestId, home: process.env.HOME ?? null };
  if (event.rawPath === '/v1/bytes') return { statusCode: 201, headers: { 'Content-Type': 'application/octet-stream', 'X-Own': 'yes' }, cookies: ['a=1', 'b=2'], body: Buffer.from([0, 255]).toString('base64'), isBase64Encoded: true };
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) };
}

async function messages(records) {
  const failures = [];
  for (const record of records) {
    const body = JSON.parse(record.body);
    await note('message', { ...body, group: record.attributes.MessageGroupId, tries: Number(record.attributes.ApproximateReceiveCount), batch: records.length });
    if (body.throw) throw new Error('as asked');
    if (body.pause) await pause(body.pause);
    if (body.fail) failures.push({ itemIdentifier: record.messageId });
    else await note('done', body);
  }
  return { batchItemFailures: failures };
}

export async function handler(event, context) {
  if (event.requestContext) return http(event, context);
  if (event.Records) return messages(event.Records);
  if (event.mode) return note('clock', event);
  if (event['detail-type']) {
    await note('event', event);
    if (event.detail.fail) throw new Error('as asked');
    return null;
  }
  await note('drive', event);
  if (event.item.failures > event.retry) throw Object.assign(new Error('as asked'), { name: 'Transient' });
  return null;
}
`;

const definition = {
  StartAt: 'Items',
  States: {
    Items: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemSelector: { 'item.$': '$$.Map.Item.Value' },
      MaxConcurrency: 10_000,
      ToleratedFailurePercentage: 100,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Drive',
        States: {
          Drive: {
            Type: 'Task',
            Resource: 'arn:${Partition}:states:::lambda:invoke.waitForTaskToken',
            Parameters: {
              FunctionName: '${DriveArn}',
              Payload: {
                'item.$': '$.item',
                'token.$': '$$.Task.Token',
                'entered.$': '$$.State.EnteredTime',
                'retry.$': '$$.State.RetryCount',
                'execution.$': '$$.Execution.Name',
              },
            },
            TimeoutSeconds: 2,
            Retry: [
              { ErrorEquals: ['States.Timeout'], MaxAttempts: 0 },
              { ErrorEquals: ['Transient'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 5 },
            ],
            Catch: [{ ErrorEquals: ['States.Timeout'], ResultPath: null, Next: 'Drive' }],
            ResultPath: '$.answer',
            Next: 'Again?',
          },
          'Again?': {
            Type: 'Choice',
            Choices: [{ Variable: '$.answer.again', BooleanEquals: true, Next: 'Drive' }],
            Default: 'Done',
          },
          Done: { Type: 'Pass', Result: {}, End: true },
        },
      },
      End: true,
    },
  },
};

const attribute = (id: string, name = 'Arn') => ({ 'Fn::GetAtt': [id, name] });
const redrive = (id: string, maxReceiveCount: number) => ({ deadLetterTargetArn: attribute(id), maxReceiveCount });

const dataTemplate = {
  Resources: {
    Notes: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: ['what', 'at', 'about'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: 'what', KeyType: 'HASH' },
          { AttributeName: 'at', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-about',
            KeySchema: [{ AttributeName: 'about', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      },
    },
  },
  Outputs: { NotesName: { Value: { Ref: 'Notes' }, Export: { Name: 'fixture-data:Notes' } } },
};

export type FixtureResources = Record<string, { Type: string; Properties?: object; [key: string]: unknown }>;

const serviceResources: FixtureResources = {
  Role: { Type: 'AWS::IAM::Role', Properties: { Whatever: true } },
  Mail: {
    Type: 'AWS::SQS::Queue',
    Properties: { FifoQueue: true, VisibilityTimeout: 4, RedrivePolicy: redrive('MailDlq', 2), SqsManagedSseEnabled: true },
  },
  MailDlq: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
  EventsDlq: { Type: 'AWS::SQS::Queue', Properties: {} },
  Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'fixture-bus' } },
  PageTokenKeys: {
    Type: 'AWS::SecretsManager::Secret',
    Properties: { Name: 'fixture-keys', GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } },
  },
  Handler: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'fixture-handler',
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}-${AWS::Region}' }, S3Key: 'code.zip' },
      Environment: {
        Variables: {
          NOTES: { 'Fn::ImportValue': 'fixture-data:Notes' },
          TASK_TABLE: { Ref: 'Given' },
          PAGE_TOKEN_KEYS: { Ref: 'PageTokenKeys' },
        },
      },
      Role: attribute('Role'),
      Timeout: 3,
    },
    Metadata: { 'aws:asset:path': 'code' },
  },
  MailMapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: attribute('Mail'),
      FunctionName: { Ref: 'Handler' },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
  },
  EventRule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventBusName: { Ref: 'Bus' },
      EventPattern: {
        source: ['fixture'],
        'detail-type': [{ prefix: 'Thing ' }],
        detail: { kind: [{ 'anything-but': 'dull' }] },
      },
      Targets: [{ Id: 'T', Arn: attribute('Handler'), DeadLetterConfig: { Arn: attribute('EventsDlq') } }],
    },
  },
  EndRule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: {
        source: ['aws.states'],
        detail: { status: ['SUCCEEDED', 'FAILED', 'ABORTED'], stateMachineArn: [{ Ref: 'Flow' }] },
      },
      Targets: [{ Id: 'T', Arn: attribute('Handler') }],
    },
  },
  ClockRule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ Id: 'T', Arn: attribute('Handler'), Input: '{"mode":"tick"}' }],
    },
  },
  Flow: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: 'fixture-flow',
      DefinitionString: JSON.stringify(definition),
      DefinitionSubstitutions: { Partition: { Ref: 'AWS::Partition' }, DriveArn: attribute('Handler') },
      RoleArn: attribute('Role'),
    },
  },
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'fixture', ProtocolType: 'HTTP' } },
  Integration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: { Ref: 'Api' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: attribute('Handler'),
      PayloadFormatVersion: '2.0',
    },
  },
  Route: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: { Ref: 'Api' },
      RouteKey: 'ANY /v1/{proxy+}',
      Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
    },
  },
  Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true } },
};

/** Names that the fixture's resources get on this machine. */
export const fixture = {
  notes: 'fixture-data-Notes',
  mail: 'fixture-service-Mail.fifo',
  mailDlq: 'fixture-service-MailDlq.fifo',
  eventsDlq: 'fixture-service-EventsDlq',
  bus: 'fixture-bus',
  pageTokenKeys: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:fixture-keys',
  machine: 'arn:aws:states:us-east-1:000000000000:stateMachine:fixture-flow',
  parameters: { Given: 'given-table' },
} as const;

/** A temporary folder that `remove` takes away again. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'bgagent-local-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Writes the fixture's cloud assembly into a folder; resources given here are added, or replace those of the same name. */
export async function writeFixture(folder: string, resources: FixtureResources = {}, sections: object = {}): Promise<void> {
  const stack = (name: string) => ({
    type: 'aws:cloudformation:stack',
    properties: { templateFile: `${name}.template.json`, stackName: `fixture-${name}` },
  });
  const service = { Parameters: { Given: { Type: 'String' } }, Resources: { ...serviceResources, ...resources }, ...sections };
  await mkdir(join(folder, 'code'), { recursive: true });
  const root = join(import.meta.dirname, '..', '..');
  await Promise.all([
    writeFile(
      join(folder, 'manifest.json'),
      JSON.stringify({ version: '1', artifacts: { data: stack('data'), service: stack('service') } }),
    ),
    writeFile(join(folder, 'data.template.json'), JSON.stringify(dataTemplate)),
    writeFile(join(folder, 'service.template.json'), JSON.stringify(service)),
    writeFile(join(folder, 'code', 'index.mjs'), functionCode(root)),
  ]);
}
