import type { ResourceType } from './resource-schemas.ts';

/** Where the stacks are "deployed". */
export interface Place {
  readonly region: string;
  readonly account: string;
  /** Base URLs on this machine. */
  readonly sqs: string;
  readonly api: string;
}

/** What a template can say of a resource: `Ref` and the attributes of `Fn::GetAtt`. */
export interface DeployedName {
  readonly name: string;
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The property that names a resource; without it the name is made of stack and logical id, the same at every start. */
export const nameProperties: Readonly<Partial<Record<ResourceType, string>>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

type Naming = (name: string, place: Place) => Omit<DeployedName, 'name'>;

const arn = (place: Place, service: string, resource: string): string =>
  `arn:aws:${service}:${place.region}:${place.account}:${resource}`;

const plain: Naming = (name) => ({ ref: name, attributes: {} });

const namings: Readonly<Record<ResourceType, Naming>> = {
  'AWS::DynamoDB::Table': (name, place) => ({ ref: name, attributes: { Arn: arn(place, 'dynamodb', `table/${name}`) } }),
  'AWS::SQS::Queue': (name, place) => {
    const url = `${place.sqs}/${place.account}/${name}`;
    return { ref: url, attributes: { Arn: arn(place, 'sqs', name), QueueName: name, QueueUrl: url } };
  },
  'AWS::Lambda::Function': (name, place) => ({ ref: name, attributes: { Arn: arn(place, 'lambda', `function:${name}`) } }),
  'AWS::Lambda::EventSourceMapping': plain,
  'AWS::Events::EventBus': (name, place) => ({
    ref: name,
    attributes: { Arn: arn(place, 'events', `event-bus/${name}`), Name: name },
  }),
  'AWS::Events::Rule': (name, place) => ({ ref: name, attributes: { Arn: arn(place, 'events', `rule/${name}`) } }),
  'AWS::StepFunctions::StateMachine': (name, place) => {
    const own = arn(place, 'states', `stateMachine:${name}`);
    return { ref: own, attributes: { Arn: own, Name: name } };
  },
  'AWS::ApiGatewayV2::Api': (name, place) => ({ ref: name, attributes: { ApiEndpoint: place.api, ApiId: name } }),
  'AWS::ApiGatewayV2::Route': plain,
  'AWS::ApiGatewayV2::Integration': plain,
  'AWS::ApiGatewayV2::Stage': plain,
};

/** The names of a realised resource on this machine. */
export function deployedName(type: ResourceType, name: string, place: Place): DeployedName {
  return { name, ...namings[type](name, place) };
}
