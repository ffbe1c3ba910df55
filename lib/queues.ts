import { Duration } from 'aws-cdk-lib';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { nameResource } from './logical-id.ts';

export interface Queues {
  /** FIFO: a fleet's id is the message group, so one invocation at a time works on one fleet. */
  readonly mailbox: Queue;
  readonly mailboxDlq: Queue;
  /** Standard: only these can delay single messages. */
  readonly timers: Queue;
  readonly timersDlq: Queue;
  /** Workers take tasks from it. */
  readonly tasks: Queue;
  readonly tasksDlq: Queue;
  /** Events about fleets on their way to webhooks, and each delivery by itself. */
  readonly webhooks: Queue;
  readonly webhooksDlq: Queue;
  /** Events, ticks and invocations that no function took. */
  readonly eventsDlq: Queue;
}

/** Longest run of a function that a queue feeds. */
export const consumerTimeout = Duration.seconds(30);
/** AWS asks for six times the consumer's timeout, so that a batch is not delivered again while it is still worked on. */
const consumerVisibility = Duration.seconds(6 * consumerTimeout.toSeconds());
/**
 * For a worker to claim the task; then it hides the message for as long as its lease. Where the worker dies before, the message
 * comes back no later than it would after the claim.
 */
const workerVisibility = Duration.seconds(30);

const fifo: QueueProps = {
  fifo: true,
  // High throughput: order and deduplication are per fleet, and so is the limit.
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
};

/** The queues, each with a dead-letter queue where an operator finds what was never taken. */
export function addQueues(scope: Construct): Queues {
  const mailboxDlq = addQueue(scope, 'MailboxDlq', { ...fifo, retentionPeriod: Duration.days(14) });
  const timersDlq = addQueue(scope, 'TimersDlq', { retentionPeriod: Duration.days(14) });
  const tasksDlq = addQueue(scope, 'TaskDlq', { retentionPeriod: Duration.days(14) });
  const eventsDlq = addQueue(scope, 'EventsDlq', { retentionPeriod: Duration.days(14) });
  const webhooksDlq = addQueue(scope, 'WebhooksDlq', { retentionPeriod: Duration.days(14) });
  const mailbox = addQueue(scope, 'MailboxQueue', {
    ...fifo,
    visibilityTimeout: consumerVisibility,
    deadLetterQueue: { queue: mailboxDlq, maxReceiveCount: 5 },
  });
  const timers = addQueue(scope, 'TimersQueue', {
    visibilityTimeout: consumerVisibility,
    deadLetterQueue: { queue: timersDlq, maxReceiveCount: 5 },
  });
  // A worker that meets another's live lease leaves the message: many receives are normal, the clock's repair is the net.
  const tasks = addQueue(scope, 'TaskQueue', {
    visibilityTimeout: workerVisibility,
    deadLetterQueue: { queue: tasksDlq, maxReceiveCount: 100 },
  });
  // The function lets each delivery wait longer than the one before: ten tries take an hour.
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
