/**
 * The resource types that the runtime makes, each with the schema of its properties. A property that changes nothing on one
 * machine is ignored with its reason; any other property is refused.
 */
import * as z from 'zod';

/** A property that changes nothing on one machine. The schema carries the reason. */
const ignored = (reason: string) => z.unknown().describe(reason).optional();
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);
const count = z.coerce.number().int().nonnegative();

const tags = ignored('tags only name things');
const description = ignored('a description has no effect');
const encryption = ignored('data stays in a folder with mode 0700');
const permissions = ignored('one user on one machine: the runtime checks no permissions');
const logs = ignored('logs are files in <dir>/logs');
const traces = ignored('the runtime collects no traces');

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const deadLetter = z.strictObject({ Arn: z.string() });

const table = z.strictObject({
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z
    .array(
      z.strictObject({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.strictObject({
          ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
      }),
    )
    .default([]),
  BillingMode: ignored('the runtime bills nothing'),
  DeletionProtectionEnabled: ignored('the runtime never deletes a table'),
  PointInTimeRecoverySpecification: ignored('back up the folder'),
  SSESpecification: encryption,
  TimeToLiveSpecification: ignored('items are kept until the folder is deleted'),
  Tags: tags,
});

const queue = z.strictObject({
  QueueName: z.string().optional(),
  FifoQueue: flag.default(false),
  ContentBasedDeduplication: flag.optional(),
  DelaySeconds: count.optional(),
  VisibilityTimeout: count.optional(),
  ReceiveMessageWaitTimeSeconds: count.optional(),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: count }).optional(),
  DeduplicationScope: ignored('the engine compares identifiers over the whole queue'),
  FifoThroughputLimit: ignored('the engine has no limit'),
  MessageRetentionPeriod: ignored('queues live in memory'),
  SqsManagedSseEnabled: encryption,
  KmsMasterKeyId: encryption,
  KmsDataKeyReusePeriodSeconds: encryption,
  Tags: tags,
});

const lambda = z.strictObject({
  FunctionName: z.string().optional(),
  Handler: z.string().regex(/^[\w.-]+\.\w+$/),
  Runtime: z.literal('nodejs24.x'),
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }).optional(),
  Timeout: count.default(3),
  DeadLetterConfig: z.strictObject({ TargetArn: z.string() }).optional(),
  Architectures: ignored('the bundle is JavaScript'),
  MemorySize: ignored('the memory of this machine is the limit'),
  Role: permissions,
  LoggingConfig: logs,
  TracingConfig: traces,
  Description: description,
  Tags: tags,
});

const mapping = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: count.min(1).default(10),
  Enabled: flag.default(true),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.strictObject({ MaximumConcurrency: count.min(1) }).optional(),
  MaximumBatchingWindowInSeconds: ignored('it only delays batches'),
  Tags: tags,
});

const rule = z.strictObject({
  Name: z.string().optional(),
  EventBusName: z.string().default('default'),
  EventPattern: z.record(z.string(), z.json()).optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(
    z.strictObject({
      Id: z.string(),
      Arn: z.string(),
      Input: z.string().optional(),
      DeadLetterConfig: deadLetter.optional(),
      RetryPolicy: ignored('a target that fails is tried three times, then the event goes to the dead-letter queue'),
    }),
  ),
  Description: description,
  Tags: tags,
});

const stateMachine = z.strictObject({
  StateMachineName: z.string().optional(),
  StateMachineType: z.literal('STANDARD').default('STANDARD'),
  DefinitionString: z.string(),
  DefinitionSubstitutions: z.record(z.string(), z.coerce.string()).default({}),
  RoleArn: permissions,
  LoggingConfiguration: logs,
  TracingConfiguration: traces,
  Tags: tags,
});

const api = z.strictObject({ Name: z.string(), ProtocolType: z.literal('HTTP'), Description: description, Tags: tags });
const route = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: ignored('the handler verifies every token itself'),
  AuthorizerId: ignored('the handler verifies every token itself'),
  AuthorizationScopes: ignored('the handler verifies every token itself'),
});
const integration = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
});
const stage = z.strictObject({
  ApiId: z.string(),
  StageName: z.literal('$default'),
  AutoDeploy: ignored('the runtime serves the routes of the template'),
  DefaultRouteSettings: ignored('one user on one machine: the runtime throttles nothing'),
  AccessLogSettings: logs,
  Tags: tags,
});

const secret = z.strictObject({
  Name: z.string().optional(),
  /** The runtime makes 64 hexadecimal digits. */
  GenerateSecretString: z.strictObject({ PasswordLength: z.literal(64), ExcludePunctuation: z.literal(true) }),
  KmsKeyId: encryption,
  Description: description,
  Tags: tags,
});

export const resourceSchemas = {
  'AWS::DynamoDB::Table': table,
  'AWS::SQS::Queue': queue,
  'AWS::Lambda::Function': lambda,
  'AWS::Lambda::EventSourceMapping': mapping,
  'AWS::Events::EventBus': z.strictObject({ Name: z.string(), Description: description, Tags: tags }),
  'AWS::Events::Rule': rule,
  'AWS::StepFunctions::StateMachine': stateMachine,
  'AWS::SecretsManager::Secret': secret,
  'AWS::ApiGatewayV2::Api': api,
  'AWS::ApiGatewayV2::Route': route,
  'AWS::ApiGatewayV2::Integration': integration,
  'AWS::ApiGatewayV2::Stage': stage,
} as const;

export type ResourceType = keyof typeof resourceSchemas;
export type Properties<T extends ResourceType> = z.infer<(typeof resourceSchemas)[T]>;

export const isRealised = (type: string): type is ResourceType => Object.hasOwn(resourceSchemas, type);
