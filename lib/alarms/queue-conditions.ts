/** Alarms on messages that failed for good, and on a mailbox that is not emptied. */
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Queues } from '../queues.ts';
import { minute, type Condition } from './condition.ts';

export function queueConditions(queues: Queues): Condition[] {
  const { mailbox, mailboxDlq, timersDlq, tasksDlq, webhooksDlq, eventsDlq } = queues;
  const ofQueues = { Mailbox: mailboxDlq, Timers: timersDlq, Task: tasksDlq, Webhooks: webhooksDlq };
  return [
    ...Object.entries(ofQueues).map(([name, queue]) =>
      messagesIn(
        queue,
        `${name}DlqAlarm`,
        `The dead-letter queue ${name}Dlq holds messages that failed again and again. Read one, repair the cause, then redrive the queue.`,
      ),
    ),
    // SQS redrives only messages that came from a queue; these came from EventBridge and from invocations.
    messagesIn(
      eventsDlq,
      'EventsDlqAlarm',
      'The dead-letter queue EventsDlq holds events that could not be delivered. Read one and repair the cause. ' +
        'Fleets go on without them; webhooks miss those of bgagent.fleets.',
    ),
    {
      name: 'MailboxAgeAlarm',
      says: 'Fleets do not move on: the oldest message in the mailbox queue is more than 5 minutes old. The log of fleet-mailbox has the errors.',
      metric: mailbox.metricApproximateAgeOfOldestMessage({ period: minute, statistic: 'Maximum' }),
      above: 300,
      times: 3,
    },
  ];
}

const messagesIn = (queue: Queue, name: string, says: string): Condition => ({
  name,
  says,
  metric: queue.metricApproximateNumberOfMessagesVisible({ period: minute, statistic: 'Maximum' }),
  above: 0,
});
