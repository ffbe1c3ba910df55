/** The queues of the deployed stack, by their names in the template. */
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';

export type Queues = Readonly<Record<string, string>>;

const access = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** @returns their URLs */
export async function queuesOf(StackName: string, endpoint: string): Promise<Queues> {
  const client = new CloudFormationClient(access(endpoint));
  const queues: Record<string, string> = {};
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName })) {
    for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId = '' } of StackResourceSummaries) {
      if (ResourceType === 'AWS::SQS::Queue') queues[LogicalResourceId] = PhysicalResourceId;
    }
  }
  client.destroy();
  return queues;
}

/** Just longer than a function may take. */
const seconds = 35;

/**
 * Messages of a function that died come again after three minutes, six times the limit of a function, as AWS asks for. The tests do not
 * wait for so long; test/lib/stacks.test.ts has the real number.
 */
export async function comeAgainSooner(queues: Queues, endpoint: string): Promise<void> {
  const sqs = new SQSClient(access(endpoint));
  for (const name of ['MailboxQueue', 'TimersQueue', 'WebhooksQueue']) {
    const QueueUrl = queues[name];
    if (QueueUrl === undefined) throw new Error(`The stack has no queue ${name}: ${Object.keys(queues).join(', ')}`);
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: String(seconds) } }));
  }
  sqs.destroy();
}
