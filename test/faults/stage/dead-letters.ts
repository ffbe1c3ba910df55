/** The dead-letter queues, as an operator looks at them. */
import { GetQueueAttributesCommand, ListQueuesCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Names of those that hold messages; nobody asks for them where the runtime is gone. */
export async function deadLetters({ sqs }: { readonly sqs: SQSClient | undefined }): Promise<readonly string[]> {
  if (!sqs) return [];
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const counted = await Promise.all(
    QueueUrls.filter((url) => url.includes('Dlq')).map(async (QueueUrl) => {
      const query = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] });
      const count = (await sqs.send(query)).Attributes?.['ApproximateNumberOfMessages'];
      return count === '0' ? [] : [QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1)];
    }),
  );
  return counted.flat();
}
