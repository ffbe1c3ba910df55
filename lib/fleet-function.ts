/**
 * One function: Node.js 24 on arm64, traced, with a role and a log group of its own.
 *
 * From the template to the code: `Metadata['aws:asset:path']` of the resource names the folder of the bundle, relative to the
 * cloud assembly (`cdk.out/asset.<hash>`). In that folder, the `Handler` `index.handler` is the export `handler` of
 * `index.mjs`. `FunctionName` ends with the name of the function. The logical id is the name in PascalCase, followed by
 * `Function`.
 */
import type { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { EnvironmentName, FunctionName } from '../contracts/environment.ts';
import { metricsNamespace } from '../contracts/metrics.ts';
import { acknowledge } from './acknowledge-finding.ts';
import type { Settings } from './config.ts';
import { addLogGroup } from './log-group.ts';
import { nameResource } from './logical-id.ts';
import { physicalName } from './physical-name.ts';

export interface FleetFunctionProps {
  readonly name: FunctionName;
  readonly settings: Settings;
  /** Folder with the bundle (`index.mjs`). */
  readonly code: string;
  /** The variables that the function reads, and no other. */
  readonly environment: Partial<Record<EnvironmentName, string>>;
  /** The permissions of the function besides writing its log and its traces. */
  readonly permissions: readonly PolicyStatement[];
  /** Takes events that failed for good, for a function that is invoked asynchronously. */
  readonly deadLetterQueue?: IQueue;
  readonly memorySize?: number;
  readonly timeout: Duration;
}

export function addFleetFunction(scope: Construct, props: FleetFunctionProps): LambdaFunction {
  const id = logicalName(props.name);
  const logGroup = addLogGroup(scope, `${id}Log`, `/aws/lambda/${physicalName(props.settings, props.name)}`, props.settings);
  const fn = new LambdaFunction(scope, `${id}Function`, {
    functionName: physicalName(props.settings, props.name),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(props.code),
    handler: 'index.handler',
    memorySize: props.memorySize ?? 512,
    timeout: props.timeout,
    tracing: Tracing.ACTIVE,
    role: addRole(scope, id, logGroup),
    logGroup,
    environment: { ...powertools(physicalName(props.settings, props.name)), ...props.environment },
    ...(props.deadLetterQueue === undefined ? {} : { deadLetterQueue: props.deadLetterQueue }),
  });
  for (const statement of props.permissions) fn.addToRolePolicy(statement);
  nameResource(fn, `${id}Function`);
  return fn;
}

/** A role that may write one log group. The managed policy of AWS would allow all log groups. */
function addRole(scope: Construct, id: string, logGroup: LogGroup): Role {
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(
    new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
  );
  acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', 'X-Ray actions have no resource to name: AWS accepts only *.');
  return role;
}

function powertools(service: string): Record<string, string> {
  return {
    POWERTOOLS_SERVICE_NAME: service,
    POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
    // Requests and events may hold text of users. Logs hold identifiers only.
    POWERTOOLS_LOGGER_LOG_EVENT: 'false',
    // AWS clients are traced by themselves. Other requests go to webhooks, whose URLs may hold secrets.
    POWERTOOLS_TRACER_CAPTURE_HTTPS_REQUESTS: 'false',
  };
}

/** `fleet-mailbox` → `FleetMailbox`. */
function logicalName(name: FunctionName): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
