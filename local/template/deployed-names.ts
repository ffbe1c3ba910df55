/** The names, references and ARNs that resources get on this machine. They are the same at every start. */
import type { ResourceType } from './resource-schemas.ts';

/** The parts that ARNs and URLs of all resources share. */
export interface AccountAndRegion {
  readonly region: string;
  readonly account: string;
  /** Base URL of SQS on this machine. */
  readonly sqs: string;
  /** Base URL of the HTTP API on this machine. */
  readonly api: string;
}

/** The values of a resource that a template can refer to: `Ref` gives `ref`, and `Fn::GetAtt` gives an attribute. */
export interface DeployedName {
  readonly name: string;
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The property that names a resource. A resource without it is named after its stack and its logical id. */
export const nameProperties: Readonly<Partial<Record<ResourceType, string>>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
  'AWS::SecretsManager::Secret': 'Name',
};

type Naming = (name: string, to: AccountAndRegion) => Omit<DeployedName, 'name'>;

const arn = (to: AccountAndRegion, service: string, resource: string): string =>
  `arn:aws:${service}:${to.region}:${to.account}:${resource}`;

const plain: Naming = (name) => ({ ref: name, attributes: {} });

const namings: Readonly<Record<ResourceType, Naming>> = {
  'AWS::DynamoDB::Table': (name, to) => ({ ref: name, attributes: { Arn: arn(to, 'dynamodb', `table/${name}`) } }),
  'AWS::SQS::Queue': (name, to) => {
    const url = `${to.sqs}/${to.account}/${name}`;
    return { ref: url, attributes: { Arn: arn(to, 'sqs', name), QueueName: name, QueueUrl: url } };
  },
  'AWS::Lambda::Function': (name, to) => ({ ref: name, attributes: { Arn: arn(to, 'lambda', `function:${name}`) } }),
  'AWS::Lambda::EventSourceMapping': plain,
  'AWS::Events::EventBus': (name, to) => ({
    ref: name,
    attributes: { Arn: arn(to, 'events', `event-bus/${name}`), Name: name },
  }),
  'AWS::Events::Rule': (name, to) => ({ ref: name, attributes: { Arn: arn(to, 'events', `rule/${name}`) } }),
  'AWS::StepFunctions::StateMachine': (name, to) => {
    const own = arn(to, 'states', `stateMachine:${name}`);
    return { ref: own, attributes: { Arn: own, Name: name } };
  },
  'AWS::SecretsManager::Secret': (name, to) => ({ ref: arn(to, 'secretsmanager', `secret:${name}`), attributes: {} }),
  'AWS::ApiGatewayV2::Api': (name, to) => ({ ref: name, attributes: { ApiEndpoint: to.api, ApiId: name } }),
  'AWS::ApiGatewayV2::Route': plain,
  'AWS::ApiGatewayV2::Integration': plain,
  'AWS::ApiGatewayV2::Stage': plain,
};

export function deployedName(type: ResourceType, name: string, to: AccountAndRegion): DeployedName {
  return { name, ...namings[type](name, to) };
}
