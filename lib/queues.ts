/** The queues. Each has a dead-letter queue, where an operator finds the messages that failed for good. */
import { Duration } from 'aws-cdk-lib';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { mailReceives } from '../contracts/messages.ts';
import { nameResource } from './logical-id.ts';

export interface Queues {
  /** FIFO: a fleet's id is the message group, so one invocation at a time works on one fleet. */
  readonly mailbox: Queue;
  readonly mailboxDlq: Queue;
  /** Standard, because a FIFO queue cannot delay a single message. */
  readonly timers: Queue;
  readonly timersDlq: Queue;
  /** Workers take tasks from it. */
  readonly tasks: Queue;
  readonly tasksDlq: Queue;
  /** Events about fleets for webhooks, and then one message for each delivery. */
  readonly webhooks: Queue;
  readonly webhooksDlq: Queue;
  /** Events and asynchronous invocations, ticks among them, that failed for good. */
  readonly eventsDlq: Queue;
}

/** Time limit of a function that a queue feeds. */
export const consumerTimeout = Duration.seconds(30);
/** AWS asks for six times the time limit of the function, so that no batch is delivered again while the function works on it. */
const consumerVisibility = Duration.seconds(6 * consumerTimeout.toSeconds());
/**
 * Time for a worker to claim the task of a message. Then the worker hides the message for the time of its lease. When the
 * worker dies before, the message comes back no later than after a claim.
 */
const workerVisibility = Duration.seconds(30);

const fifo: QueueProps = {
  fifo: true,
  // High throughput: order, deduplication and the limit are per message group, that is per fleet.
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
};

/** @param isLaunched whether a function takes the tasks, and starts a container for each */
export function addQueues(scope: Construct, { isLaunched = false } = {}): Queues {
  const mailboxDlq = addQueue(scope, 'MailboxDlq', { ...fifo, retentionPeriod: Duration.days(14) });
  const timersDlq = addQueue(scope, 'TimersDlq', { retentionPeriod: Duration.days(14) });
  const tasksDlq = addQueue(scope, 'TaskDlq', { retentionPeriod: Duration.days(14) });
  const eventsDlq = addQueue(scope, 'EventsDlq', { retentionPeriod: Duration.days(14) });
  const webhooksDlq = addQueue(scope, 'WebhooksDlq', { retentionPeriod: Duration.days(14) });
  const mailbox = addQueue(scope, 'MailboxQueue', {
    ...fifo,
    visibilityTimeout: consumerVisibility,
    deadLetterQueue: { queue: mailboxDlq, maxReceiveCount: mailReceives },
  });
  const timers = addQueue(scope, 'TimersQueue', {
    visibilityTimeout: consumerVisibility,
    deadLetterQueue: { queue: timersDlq, maxReceiveCount: 5 },
  });
  // Many receives are normal: a worker leaves a message whose task another worker holds. The clock enqueues tasks that were lost.
  const tasks = addQueue(scope, 'TaskQueue', {
    visibilityTimeout: isLaunched ? consumerVisibility : workerVisibility,
    deadLetterQueue: { queue: tasksDlq, maxReceiveCount: 100 },
  });
  // The function makes each try of a delivery wait longer than the one before, so ten tries take an hour.
  const webhooks = addQueue(scope, 'WebhooksQueue', {
    visibilityTimeout: consumerVisibility,
    deadLetterQueue: { queue: webhooksDlq, maxReceiveCount: 10 },
  });
  return { mailbox, mailboxDlq, timers, timersDlq, tasks, tasksDlq, webhooks, webhooksDlq, eventsDlq };
}

function addQueue(scope: Construct, name: string, props: QueueProps): Queue {
  const queue = new Queue(scope, name, { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, ...props });
  nameResource(queue, name);
  return queue;
}
