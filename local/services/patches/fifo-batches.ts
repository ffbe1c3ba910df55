import type { Queue } from './queue-engine.ts';

/**
 * FIFO queues that hand out batches. By itself the engine gives one message of a group per receive; SQS gives up to ten of them,
 * and that is what lets one turn of an actor take a whole batch of mail.
 */
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

/** Takes from a group although messages of it are out: they go to the same receiver. All other groups are taken from or locked. */
function reopened<T>(queue: Queue, group: string, take: () => T): T {
  const out = queue.fifoLockedGroups.get(group) ?? 0;
  queue.fifoLockedGroups.delete(group);
  const taken = take();
  queue.fifoLockedGroups.set(group, out + (queue.fifoLockedGroups.get(group) ?? 0));
  return taken;
}

/** The engine puts the messages of a batch that failed back one by one, each in front: the last one first. */
function restoreOrder(waiting: Queue['fifoMessages'] extends Map<string, infer M> ? M : never): void {
  const [first, second] = waiting;
  if (numberOf(first) <= numberOf(second)) return;
  waiting.sort((a, b) => (numberOf(a) < numberOf(b) ? -1 : 1));
}

/** Sequence numbers are digits of one length. */
const numberOf = (message: { sequenceNumber?: string } | undefined): string => message?.sequenceNumber ?? '~';
