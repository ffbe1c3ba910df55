/** Makes the queues of the template. A dead-letter queue is named by its ARN, so the order does not matter. */
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Resource } from '../../template/deployment.ts';
import type { ClientSettings } from '../front/local-client.ts';

export async function createQueues(settings: ClientSettings, queues: readonly Resource<'AWS::SQS::Queue'>[]): Promise<void> {
  const client = new SQSClient(settings);
  try {
    await Promise.all(
      queues.map((queue) =>
        client.send(new CreateQueueCommand({ QueueName: queue.name, Attributes: attributes(queue.properties) })),
      ),
    );
  } finally {
    client.destroy();
  }
}

function attributes(properties: Resource<'AWS::SQS::Queue'>['properties']): Record<string, string> {
  const { RedrivePolicy, FifoQueue, ContentBasedDeduplication, DelaySeconds, VisibilityTimeout, ReceiveMessageWaitTimeSeconds } =
    properties;
  const given = {
    // SQS refuses FifoQueue=false.
    FifoQueue: FifoQueue ? true : undefined,
    ContentBasedDeduplication,
    DelaySeconds,
    VisibilityTimeout,
    ReceiveMessageWaitTimeSeconds,
    RedrivePolicy: RedrivePolicy === undefined ? undefined : JSON.stringify(RedrivePolicy),
  };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set.map(([name, value]) => [name, String(value)]));
}
