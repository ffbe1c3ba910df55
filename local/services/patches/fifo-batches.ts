/**
 * Patch of a FIFO queue of fauxqs: a receive gives up to ten messages of one group, in their order.
 *
 * Upstream: `dequeue` gives one message of a group per receive, because it locks the group at the first one. SQS gives up to ten,
 * so that one turn of a fleet's actor takes a whole batch of mail. A batch whose messages failed also comes back in the
 * wrong order: each message is put in front of the one before.
 */
import type { Queue } from './queue-engine.ts';

export function withBatches(queue: Queue): Queue {
  const takeOneOfEach: Queue['dequeue'] = queue.dequeue.bind(queue);
  queue.dequeue = (max, ...how) => {
    for (const waiting of queue.fifoMessages.values()) restoreOrder(waiting);
    const messages = takeOneOfEach(max, ...how);
    for (const { ReceiptHandle } of [...messages]) {
      const group = queue.inflightMessages.get(ReceiptHandle)?.message.messageGroupId ?? '';
      while (messages.length < max && queue.fifoMessages.has(group)) {
        messages.push(...reopened(queue, group, () => takeOneOfEach(1, ...how)));
      }
    }
    return messages;
  };
  return queue;
}

/**
 * Takes one more message of a group that is locked by this very receive. Only this group can give one: of every other group with
 * messages one was taken just now, or it is locked.
 */
function reopened<T>(queue: Queue, group: string, take: () => T): T {
  const out = queue.fifoLockedGroups.get(group) ?? 0;
  queue.fifoLockedGroups.delete(group);
  const taken = take();
  queue.fifoLockedGroups.set(group, out + (queue.fifoLockedGroups.get(group) ?? 0));
  return taken;
}

/** Sorts a group whose first two messages are in the wrong order: then a batch has come back (see the header). */
function restoreOrder(waiting: Queue['fifoMessages'] extends Map<string, infer M> ? M : never): void {
  const [first, second] = waiting;
  if (numberOf(first) <= numberOf(second)) return;
  waiting.sort((a, b) => (numberOf(a) < numberOf(b) ? -1 : 1));
}

/** Sequence numbers are digits of one length, so they compare as text. A missing message comes last. */
const numberOf = (message: { sequenceNumber?: string } | undefined): string => message?.sequenceNumber ?? '~';
