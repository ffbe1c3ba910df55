import { DeleteMessageBatchCommand, ReceiveMessageCommand, type Message } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { createPollingSqsClient } from '../../adapters/aws-clients.ts';
import type { EventsAccess } from './deployed-stack.ts';
import type { PublishedEvent } from './place.ts';

const envelope = z
  .object({
    'detail-type': z.string(),
    detail: z.object({ event_id: z.string(), fleet_id: z.string(), status: z.string() }),
  })
  .transform((event): PublishedEvent => ({ type: event['detail-type'], detail: event.detail }));

/** Empties the queue; answers what was in it. It is empty when nothing came for two seconds. */
export async function receivedEvents({ queue_url: QueueUrl, ...access }: EventsAccess): Promise<readonly PublishedEvent[]> {
  const sqs = createPollingSqsClient(access);
  const events: PublishedEvent[] = [];
  for (;;) {
    const received = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }));
    const messages = received.Messages ?? [];
    if (messages.length === 0) break;
    events.push(...messages.map(({ Body = '' }) => envelope.parse(JSON.parse(Body))));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: messages.map(entryOf) }));
  }
  sqs.destroy();
  return events;
}

const entryOf = ({ ReceiptHandle }: Message, at: number) => ({ Id: String(at), ReceiptHandle });
