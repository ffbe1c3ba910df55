/**
 * The queue from which workers take tasks. A message names a task and holds nothing of it, so duplicates are harmless. It is a fair
 * queue: the backlog of one group does not keep the messages of other groups waiting.
 */
import { createHash } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  MessageNotInflight,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSServiceException,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { taskMessageSchema } from '../../contracts/messages.ts';
import { jsonOrUndefined } from '../../core/text/json-or-undefined.ts';
import { newerVersion, versionOf } from '../../contracts/versions.ts';
import type { ReceivedTask, TaskQueue, TaskQueueConsumer } from '../ports.ts';
import type { TaskPlace } from '../task-stores.ts';

export interface TaskQueueSettings {
  readonly taskQueueUrl: string;
}

export function createTaskQueue(sqs: SQSClient, settings: TaskQueueSettings): TaskQueue {
  return {
    async enqueue(place) {
      const MessageBody = JSON.stringify({ ...versionOf('task message'), kind: 'task', task_id: place.taskId });
      const message = { QueueUrl: settings.taskQueueUrl, MessageBody, MessageGroupId: groupOf(place) };
      await sqs.send(new SendMessageCommand(message));
    },
  };
}

/**
 * The group for which SQS is fair: user and lane. The user is hashed, because the name of a group has 128 characters of ASCII at most
 * and the id of a user may be any text.
 */
const groupOf = ({ userId, lane }: TaskPlace): string =>
  `${createHash('sha256').update(userId).digest('hex').slice(0, 32)}/${lane}`;

/** Messages per receive (a limit of SQS). */
const mostMessages = 10;

/**
 * @param onMalformed told of each message that is no task message, or that newer code wrote. The message stays, so that the queue moves it to
 * its dead-letter queue
 */
export function createTaskQueueConsumer(
  sqs: SQSClient,
  settings: TaskQueueSettings,
  onMalformed: (body: string, why: string) => void,
): TaskQueueConsumer {
  const QueueUrl = settings.taskQueueUrl;
  return {
    async receive(max, waitS, signal) {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: Math.min(max, mostMessages),
        WaitTimeSeconds: waitS,
      });
      const answer = await sqs.send(command, signal ? { abortSignal: signal } : {});
      return (answer.Messages ?? []).flatMap((message) => parseMessage(message, onMalformed));
    },
    async remove(receipt) {
      await unlessGone(() => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receipt })));
    },
    async hide(receipt, seconds) {
      const change = { QueueUrl, ReceiptHandle: receipt, VisibilityTimeout: seconds };
      await unlessGone(() => sqs.send(new ChangeMessageVisibilityCommand(change)));
    },
  };
}

/** A receipt that the queue does not know is of a message that is gone: removed, delivered again, or of the queue of an earlier runtime. */
async function unlessGone(send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!isUnknownReceipt(error)) throw error;
  }
}

/** SQS has three names for it. It answers `InvalidParameterValue` to a receipt that it once gave, and to other parameters too. */
function isUnknownReceipt(error: unknown): boolean {
  if (error instanceof MessageNotInflight || error instanceof ReceiptHandleIsInvalid) return true;
  return (
    error instanceof SQSServiceException &&
    error.name === 'InvalidParameterValue' &&
    error.message.includes('parameter ReceiptHandle')
  );
}

function parseMessage(message: Message, onMalformed: (body: string, why: string) => void): ReceivedTask[] {
  const body = message.Body ?? '';
  const json = jsonOrUndefined(body);
  const newer = newerVersion('task message', message.MessageId ?? '', json);
  const parsed = taskMessageSchema.safeParse(json);
  if (!newer && parsed.success && message.ReceiptHandle) {
    return [{ taskId: parsed.data.task_id, receipt: message.ReceiptHandle }];
  }
  onMalformed(body, newer?.message ?? parsed.error?.message ?? 'it has no receipt handle');
  return [];
}
