/** The queue of events for webhooks. The bus puts an event into it, and the function makes one delivery per receiver of it. */
import { ChangeMessageVisibilityCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Delivery } from '../../contracts/events.ts';
import { versionOf } from '../../contracts/versions.ts';

export interface DeliveryQueue {
  /** At most ten (a limit of SQS, and of `notify.webhooks`). @throws Error where the queue did not take all of them */
  sendAll(deliveries: readonly Delivery[]): Promise<void>;
  /** Lets a message that failed come again after so many seconds. */
  hide(receipt: string, seconds: number): Promise<void>;
}

export function createDeliveryQueue(sqs: SQSClient, { queueUrl: QueueUrl }: { readonly queueUrl: string }): DeliveryQueue {
  return {
    async sendAll(deliveries) {
      if (deliveries.length === 0) return;
      const Entries = deliveries.map((delivery, at) => ({
        Id: String(at),
        MessageBody: JSON.stringify({ ...versionOf('delivery'), ...delivery }),
      }));
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      if (Failed.length > 0) throw new Error(`The queue did not take ${Failed.length} deliveries`);
    },
    async hide(receipt, seconds) {
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: receipt, VisibilityTimeout: seconds }));
    },
  };
}
