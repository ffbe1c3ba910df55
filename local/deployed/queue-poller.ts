/**
 * Feeds a function from a queue, as Lambda's event source mapping does: deletes the messages that the function took, and leaves
 * the failed ones until their visibility timeout ends. A FIFO queue gives no more messages of a group while one is taken. So
 * each group has one invocation at a time, in order, and a failed message holds up its group.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message,
  type MessageAttributeValue,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { FunctionHost } from '../functions/function-host.ts';
import { region, type ClientSettings } from '../services/front/local-client.ts';
import type { RuntimeLogger } from '../runtime-logger.ts';
import { messageOf } from '../../core/text/message-of-error.ts';

export interface QueueFeed {
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly function: FunctionHost;
  readonly batchSize: number;
  /** Whether the result of the function names the messages of the batch that failed. */
  readonly reportsFailures: boolean;
  /** Batches at once. */
  readonly concurrency: number;
}

export interface QueuePoller {
  /** Receives no more messages, and waits for the batches under way. */
  readonly close: () => Promise<void>;
}

/** Seconds that one receive waits for a message: the longest that SQS allows. A close ends it at once. */
const waitTime = 20;
const pauseAfterErrorMs = 500;

const batchResponse = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish() }).nullish();

export function startQueuePoller(feed: QueueFeed, settings: ClientSettings, logger: RuntimeLogger): QueuePoller {
  const client = new SQSClient(settings);
  const stop = new AbortController();
  const batches = new Set<Promise<void>>();
  const handle = async (messages: Message[]): Promise<void> => {
    try {
      const done = await takenMessages(feed, messages);
      if (done.length > 0) await client.send(new DeleteMessageBatchCommand({ QueueUrl: feed.queueUrl, Entries: done }));
    } catch (error) {
      logger.warn(`The function ${feed.function.name} failed on ${messages.length} message(s): ${messageOf(error)}`);
    }
  };
  const polling = poll(client, feed, { signal: stop.signal, handle, batches });
  return {
    close: async () => {
      stop.abort();
      await polling;
      await Promise.all(batches);
      client.destroy();
    },
  };
}

interface Polling {
  readonly signal: AbortSignal;
  readonly handle: (messages: Message[]) => Promise<void>;
  readonly batches: Set<Promise<void>>;
}

async function poll(client: SQSClient, feed: QueueFeed, { signal, handle, batches }: Polling): Promise<void> {
  while (!signal.aborted) {
    if (batches.size >= feed.concurrency) await Promise.race(batches);
    const messages = await receive(client, feed, signal);
    if (messages.length === 0) continue;
    const batch = handle(messages).finally(() => batches.delete(batch));
    batches.add(batch);
  }
}

async function receive(client: SQSClient, feed: QueueFeed, signal: AbortSignal): Promise<Message[]> {
  try {
    const command = new ReceiveMessageCommand({
      QueueUrl: feed.queueUrl,
      MaxNumberOfMessages: Math.min(feed.batchSize, 10),
      WaitTimeSeconds: waitTime,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    return (await client.send(command, { abortSignal: signal })).Messages ?? [];
  } catch {
    // The poller is closing, or the queue engine had an error. The messages stay in the queue.
    if (!signal.aborted) await sleep(pauseAfterErrorMs);
    return [];
  }
}

/** Invokes the function with a batch. @returns the messages to delete */
async function takenMessages(feed: QueueFeed, messages: Message[]): Promise<{ Id: string; ReceiptHandle: string }[]> {
  const result = await feed.function.invoke({ Records: messages.map((message) => toRecord(message, feed.queueArn)) });
  const failures = feed.reportsFailures ? (batchResponse.parse(result)?.batchItemFailures ?? []) : [];
  const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
  const ids = new Set(messages.map((message) => message.MessageId));
  // As in Lambda, an identifier that the batch does not have fails the whole batch.
  if ([...failed].some((id) => !ids.has(id))) return [];
  return messages
    .filter((message) => !failed.has(message.MessageId ?? ''))
    .map((message, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle ?? '' }));
}

/** A message as a record of the event that Lambda makes for SQS. */
function toRecord(message: Message, queueArn: string): object {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, toAttribute(value)]),
    ),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

function toAttribute({ StringValue, DataType }: MessageAttributeValue): object {
  return { stringValue: StringValue, dataType: DataType, stringListValues: [], binaryListValues: [] };
}
