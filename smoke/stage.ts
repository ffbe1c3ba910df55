/** A deployed stage, as CloudFormation tells it, and the clients of AWS that the steps use. */
import { CloudFormationClient, DescribeStackResourcesCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';

export interface Stage {
  readonly name: string;
  /** Base URL of the API, without `/v1`. */
  readonly apiUrl: string;
  /** The value of an output of the service stack. @throws Error when there is none of that name */
  readonly output: (name: string) => string;
  /** The physical id of a resource of the service stack: URL of a queue, ARN of a topic. @throws Error when there is none */
  readonly resource: (logicalId: string) => string;
  readonly aws: Clients;
}

export interface Clients {
  readonly cloudwatch: CloudWatchClient;
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
}

/**
 * @param apiUrl where to ask the API, if not at the address that the stack tells
 * @throws Error when the stack is not there, or AWS refuses to describe it
 */
export async function findStage(name: string, apiUrl?: string): Promise<Stage> {
  const cloudformation = new CloudFormationClient({});
  const StackName = serviceStackOf(name);
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName }));
  const outputs = new Map((Stacks[0]?.Outputs ?? []).map((each) => [each.OutputKey, each.OutputValue]));
  const { StackResources = [] } = await cloudformation.send(new DescribeStackResourcesCommand({ StackName }));
  const resources = new Map(StackResources.map((each) => [each.LogicalResourceId, each.PhysicalResourceId]));
  const output = (key: string): string => outputs.get(key) ?? missing(`${StackName} has no output ${key}`);
  return {
    name,
    apiUrl: apiUrl ?? output('ApiUrl'),
    output,
    resource: (logicalId) => resources.get(logicalId) ?? missing(`${StackName} has no resource ${logicalId}`),
    aws: {
      cloudwatch: new CloudWatchClient({}),
      sfn: new SFNClient({}),
      sns: new SNSClient({}),
      // Its messages carry digests that not every stand-in of AWS computes alike.
      sqs: new SQSClient({ md5: false }),
    },
  };
}

export const serviceStackOf = (stage: string): string => `bgagent-${stage}-service`;

function missing(why: string): never {
  throw new Error(`${why}: deploy the stage with this version first.`);
}
