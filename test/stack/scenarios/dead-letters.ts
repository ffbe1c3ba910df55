/** What lies in the dead-letter queues of the stack. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
} from '@aws-sdk/client-sqs';
import { queueUrl, sqs, stack } from './emulator.ts';

const deadLetterQueues = Object.keys(stack.queues).filter((name) => name.endsWith('Dlq'));

/** @returns how many messages each of them has that has any */
export async function deadLetters(): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {};
  for (const name of deadLetterQueues) {
    const count = await messagesIn(name);
    if (count > 0) found[name] = count;
  }
  return found;
}

async function messagesIn(name: string): Promise<number> {
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const asked = new GetQueueAttributesCommand({ QueueUrl: queueUrl(name), AttributeNames: [...AttributeNames] });
  const { Attributes = {} } = await sqs.send(asked);
  return AttributeNames.reduce((sum, attribute) => sum + Number(Attributes[attribute] ?? 0), 0);
}

/** Reads a message as an operator does, who looks at it before anything else. It stays in the queue. */
export async function readDeadLetter(name: string): Promise<string> {
  const { Body = '', ReceiptHandle } = await receive(name);
  await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl(name), ReceiptHandle, VisibilityTimeout: 0 }));
  return Body;
}

/** Takes a message away for good. @returns its body */
export async function removeDeadLetter(name: string): Promise<string> {
  const { Body = '', ReceiptHandle } = await receive(name);
  await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl(name), ReceiptHandle }));
  return Body;
}

/**
 * Sends a message back to where it came from, as `StartMessageMoveTask` does on AWS; the emulator does not have that call.
 * @returns its body
 */
export async function redrive(from: string, to: string): Promise<string> {
  const { Body = '', ReceiptHandle, Attributes } = await receive(from);
  const group = Attributes?.MessageGroupId;
  const fifo = group === undefined ? {} : { MessageGroupId: group, MessageDeduplicationId: `redrive-${Date.now()}` };
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl(to), MessageBody: Body, ...fifo }));
  await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl(from), ReceiptHandle }));
  return Body;
}

/** @throws Error where there is none */
async function receive(name: string): Promise<Message> {
  const command = new ReceiveMessageCommand({
    QueueUrl: queueUrl(name),
    MaxNumberOfMessages: 1,
    WaitTimeSeconds: 5,
    MessageSystemAttributeNames: ['All'],
  });
  const [message] = (await sqs.send(command)).Messages ?? [];
  if (message === undefined) throw new Error(`${name} is empty.`);
  return message;
}
