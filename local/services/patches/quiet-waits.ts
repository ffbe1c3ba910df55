/**
 * Patch of a queue of fauxqs: a waiting receive costs nothing until there is a message for it.
 *
 * Upstream: while a receive waits, fauxqs looks every 20 ms whether a hidden or delayed message is due, although a message that
 * arrives or is given back wakes the receive by itself. Here one timer is set to the next moment at which a message is due.
 */
import type { Queue } from './queue-engine.ts';

export function withQuietWaits(queue: Queue): Queue {
  let timer: NodeJS.Timeout | undefined;
  const setTimer = (): void => {
    clearTimeout(timer);
    const due = queue.pollWaiters.length === 0 ? Infinity : nextDue(queue);
    if (due === Infinity) return;
    timer = setTimeout(
      () => {
        // Wakes the receives if a message became visible.
        queue.processTimers();
        setTimer();
      },
      Math.max(due - Date.now(), 1),
    );
    // The connection of the receive keeps the process.
    timer.unref();
  };
  // The methods that hide or delay messages. They do it at once, so the timer is set right after them.
  const enqueue: Queue['enqueue'] = queue.enqueue.bind(queue);
  queue.enqueue = (message) => {
    enqueue(message);
    setTimer();
  };
  const dequeue: Queue['dequeue'] = queue.dequeue.bind(queue);
  queue.dequeue = (...how) => {
    const messages = dequeue(...how);
    setTimer();
    return messages;
  };
  const changeVisibility: Queue['changeVisibility'] = queue.changeVisibility.bind(queue);
  queue.changeVisibility = (...change) => {
    changeVisibility(...change);
    setTimer();
  };
  queue.waitForMessages = (seconds) =>
    new Promise((resolve) => {
      const waiter = {
        resolve,
        timer: setTimeout(() => {
          queue.pollWaiters = queue.pollWaiters.filter((other) => other !== waiter);
          resolve();
          setTimer();
        }, seconds * 1_000),
      };
      queue.pollWaiters.push(waiter);
      setTimer();
    });
  return queue;
}

/** Epoch milliseconds at which the next hidden or delayed message becomes visible; Infinity when there is none. */
function nextDue({ inflightMessages, delayedMessages, fifoDelayed }: Queue): number {
  let due = Infinity;
  for (const { visibilityDeadline } of inflightMessages.values()) due = Math.min(due, visibilityDeadline);
  for (const messages of [delayedMessages, ...fifoDelayed.values()]) {
    for (const { delayUntil = Infinity } of messages) due = Math.min(due, delayUntil);
  }
  return due;
}
