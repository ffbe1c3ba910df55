import type { Queues } from '../queues.ts';
import { minute, type Condition } from './condition.ts';

/** Messages that nobody could take, and a mailbox that waits. */
export function queueConditions(queues: Queues): Condition[] {
  const { mailbox, mailboxDlq, timersDlq, tasksDlq, webhooksDlq, eventsDlq } = queues;
  const dead = { Mailbox: mailboxDlq, Timers: timersDlq, Task: tasksDlq, Webhooks: webhooksDlq, Events: eventsDlq };
  return [
    ...Object.entries(dead).map(([name, queue]) => ({
      name: `${name}DlqAlarm`,
      says: `The dead-letter queue ${name}Dlq holds messages: read one, repair the cause, then redrive the queue.`,
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: minute, statistic: 'Maximum' }),
      above: 0,
    })),
    {
      name: 'MailboxAgeAlarm',
      says: 'Fleets wait for their actor: the oldest message of the mailbox is over 5 minutes old. See the errors of fleet-mailbox.',
      metric: mailbox.metricApproximateAgeOfOldestMessage({ period: minute, statistic: 'Maximum' }),
      above: 300,
      times: 3,
    },
  ];
}
