/** A message that fails reaches its dead-letter queue after up to an hour. A scenario lets that be sooner, and puts it back. */
import { GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { queueUrl, sqs } from './emulator.ts';

const names = ['VisibilityTimeout', 'RedrivePolicy'] as const;
const redrivePolicy = z.looseObject({ maxReceiveCount: z.coerce.number() });

/** So few tries, a second apart, while `during` runs. */
export async function hurried(queue: string, tries: number, during: () => Promise<void>): Promise<void> {
  const QueueUrl = queueUrl(queue);
  const { Attributes: before = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }));
  const policy = redrivePolicy.parse(JSON.parse(before['RedrivePolicy'] ?? '{}'));
  const RedrivePolicy = JSON.stringify({ ...policy, maxReceiveCount: tries });
  const set = (Attributes: Record<string, string>) => sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  await set({ VisibilityTimeout: '1', RedrivePolicy });
  try {
    await during();
  } finally {
    await set(before);
  }
}
