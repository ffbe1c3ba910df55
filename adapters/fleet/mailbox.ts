/**
 * The mailbox of all fleets: a FIFO queue. The message group is the id of the fleet, so that one function at a time works on a fleet.
 * Each message has a new deduplication id, because a second look within five minutes must not be dropped.
 */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Look } from '../../contracts/messages.ts';
import { versionOf } from '../../contracts/versions.ts';
import type { ClockAndIds, Mailbox, ReceivedMail } from '../ports.ts';

export interface MailboxSettings {
  readonly mailboxUrl: string;
  readonly mailboxDlqUrl: string;
}

/** Messages per call (a limit of SQS), and tries for those that the queue did not take. */
const messagesPerCall = 10;
const tries = 3;

export function createMailbox(
  sqs: SQSClient,
  settings: MailboxSettings,
  { newId }: Pick<ClockAndIds, 'newId'>,
): Mailbox & ReceivedMail {
  const toMessage = (look: Look) => ({
    MessageBody: JSON.stringify({ ...versionOf('look'), ...look }),
    MessageGroupId: look.fleet_id,
    MessageDeduplicationId: newId(),
  });
  return {
    async mail(look) {
      await sqs.send(new SendMessageCommand({ QueueUrl: settings.mailboxUrl, ...toMessage(look) }));
    },
    async mailAll(looks) {
      for (let from = 0; from < looks.length; from += messagesPerCall) {
        const chunk = looks.slice(from, from + messagesPerCall);
        await sendAll(
          sqs,
          settings.mailboxUrl,
          chunk.map((look, at) => ({ Id: String(at), ...toMessage(look) })),
        );
      }
    },
    async comeAgain(receipts, seconds) {
      const Entries = receipts.map((receipt, at) => ({
        Id: String(at),
        ReceiptHandle: receipt,
        VisibilityTimeout: seconds,
      }));
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: settings.mailboxUrl, Entries });
      const { Failed = [] } = await sqs.send(command);
      if (Failed.length > 0) throw new Error(`The mailbox hides ${Failed.length} messages for its whole visibility timeout`);
    },
    async remove(receipts) {
      const Entries = receipts.map((receipt, at) => ({ Id: String(at), ReceiptHandle: receipt }));
      const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: settings.mailboxUrl, Entries }));
      if (Failed.length > 0) throw new Error(`The mailbox did not remove ${Failed.length} messages`);
    },
    async deadLetter(body, why) {
      const attributes = { Why: { DataType: 'String', StringValue: why.slice(0, 1_000) } };
      const message = { MessageBody: body || '(empty)', MessageGroupId: 'malformed', MessageDeduplicationId: newId() };
      await sqs.send(new SendMessageCommand({ QueueUrl: settings.mailboxDlqUrl, ...message, MessageAttributes: attributes }));
    },
  };
}

async function sendAll(sqs: SQSClient, url: string, entries: SendMessageBatchRequestEntry[]): Promise<void> {
  let left = entries;
  for (let attempt = 0; attempt < tries && left.length > 0; attempt++) {
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: left }));
    const failed = new Set(Failed.map((each) => each.Id));
    left = left.filter((each) => failed.has(each.Id));
  }
  if (left.length > 0) throw new Error(`The mailbox did not take ${left.length} messages`);
}
