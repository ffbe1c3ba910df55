/** Receives messages from the task queue, as many as the worker has room for, until it is closed. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ReceivedTask, TaskQueueConsumer } from '../../adapters/ports.ts';
import { messageOf } from '../../core/text/message-of-error.ts';
import type { Log } from '../logger.ts';
import type { TaskInHand } from './take-task.ts';

export interface Polling {
  /** Receives no more messages, stops the work on all tasks, and ends when all of them are given back. */
  close(): Promise<void>;
}

export interface PollRequest {
  /** Tasks at a time. */
  readonly concurrency: number;
  readonly queue: TaskQueueConsumer;
  readonly take: (message: ReceivedTask) => TaskInHand;
  readonly log: Log;
}

/** The tasks in hand; each promise settles when its task is out of hand, and never rejects. */
type InHand = Map<TaskInHand, Promise<void>>;

/** Length of a long poll, seconds. */
const waitS = 20;
/** Pauses between tries while the queue does not answer. */
const firstPauseMs = 500;
const longestPauseMs = 2_000;

export function pollTasks(request: PollRequest): Polling {
  const closing = new AbortController();
  const inHand: InHand = new Map();
  const loop = poll(request, closing.signal, inHand);
  const closeAll = (): void => {
    for (const task of inHand.keys()) task.close();
  };
  return {
    async close() {
      closing.abort();
      closeAll();
      await loop;
      // Again for tasks that the loop took before it saw the signal.
      closeAll();
      await Promise.all(inHand.values());
    },
  };
}

async function poll(request: PollRequest, closing: AbortSignal, inHand: InHand): Promise<void> {
  let pauseMs = firstPauseMs;
  const isClosing = (): boolean => closing.aborted;
  while (!isClosing()) {
    const room = request.concurrency - inHand.size;
    if (room <= 0) {
      await untilOneEnds(inHand, closing);
      continue;
    }
    try {
      const messages = await request.queue.receive(room, waitS, closing);
      if (isClosing()) {
        await giveBack(request.queue, messages);
        return;
      }
      for (const message of messages) begin(request, message, inHand);
      pauseMs = firstPauseMs;
    } catch (error) {
      if (isClosing()) return;
      request.log.warn('The task queue does not answer', { reason: messageOf(error), retry_after_ms: pauseMs });
      await pause(pauseMs, undefined, { signal: closing }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }
}

/** Makes the messages visible to other workers at once. */
async function giveBack(queue: TaskQueueConsumer, messages: readonly ReceivedTask[]): Promise<void> {
  await Promise.all(messages.map(({ receipt }) => queue.hide(receipt, 0)));
}

/** Removes its listener when it ends: the signal lives as long as the worker, and this is called for every task. */
async function untilOneEnds(inHand: InHand, closing: AbortSignal): Promise<void> {
  const closed = Promise.withResolvers<undefined>();
  const onClosing = (): void => {
    closed.resolve(undefined);
  };
  closing.addEventListener('abort', onClosing, { once: true });
  try {
    await Promise.race([...inHand.values(), closed.promise]);
  } finally {
    closing.removeEventListener('abort', onClosing);
  }
}

function begin({ take, log }: PollRequest, message: ReceivedTask, inHand: InHand): void {
  const task = take(message);
  // After an error the message stays in the queue and is delivered again; the lease of the task ends by itself.
  const ended = task.done
    .catch((error: unknown) => {
      log.error('Could not handle the task; the queue will deliver it again', {
        task_id: message.taskId,
        reason: messageOf(error),
      });
    })
    .finally(() => inHand.delete(task));
  inHand.set(task, ended);
}
