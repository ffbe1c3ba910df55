/**
 * The answer to a batch of messages from SQS: messages that failed come again, all others are deleted. The three consumers
 * differ:
 * - `fleet-mailbox/take-mail.ts`: one turn for all messages of a fleet. If it fails, all of them come again, so that they keep
 *   their order. A message that cannot be read goes to the dead-letter queue at once.
 * - `clock/take-timers.ts`: one message after the other, each by itself. One that cannot be read goes to the dead-letter queue at
 *   once.
 * - `webhooks/take-webhooks.ts`: all messages side by side, since a receiver may answer slowly. A delivery that failed waits
 *   longer each time. A message that cannot be read comes again until SQS itself moves it to the dead-letter queue.
 * A message that newer code wrote can be read, but not by this code: for all three it is one that failed.
 */
import type { SQSBatchResponse } from 'aws-lambda';

/** @param messageIds of the messages that must come again */
export const batchAnswer = (messageIds: readonly string[]): SQSBatchResponse => ({
  batchItemFailures: messageIds.map((itemIdentifier) => ({ itemIdentifier })),
});
