/** Takes messages from the task queue, as many at a time as there is room for, until it is closed. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ReceivedTask } from '../../adapters/ports.ts';
import type { Log } from '../logger.ts';
import type { Turn } from './take-task.ts';
import type { WorkerPorts } from './worker-setup.ts';

export interface Polling {
  /** Takes no more, lets go of what is in hand, and waits until all of it is given back. */
  close(): Promise<void>;
}

export interface PollRequest {
  readonly concurrency: number;
  /** Where to poll now; may throw while there is nothing. */
  readonly ports: () => WorkerPorts;
  readonly take: (ports: WorkerPorts, message: ReceivedTask) => Turn;
  readonly log: Log;
}

/** Seconds of one long poll. */
const waitS = 20;
/** Milliseconds between tries where the queue does not answer. */
const firstPause = 500;
const longestPause = 10_000;

export function pollTasks(request: PollRequest): Polling {
  const closing = new AbortController();
  const turns = new Map<Turn, Promise<void>>();
  const loop = poll(request, closing.signal, turns);
  return {
    async close() {
      closing.abort();
      for (const turn of turns.keys()) turn.close();
      await loop;
      // A message that arrived meanwhile is given back unseen.
      for (const turn of turns.keys()) turn.close();
      await Promise.all(turns.values());
    },
  };
}

async function poll(request: PollRequest, closing: AbortSignal, turns: Map<Turn, Promise<void>>): Promise<void> {
  let pauseMs = firstPause;
  const isClosing = (): boolean => closing.aborted;
  while (!isClosing()) {
    const room = request.concurrency - turns.size;
    if (room <= 0) {
      await untilOneEnds(turns, closing);
      continue;
    }
    try {
      const ports = request.ports();
      const messages = await ports.queue.receive(room, waitS, closing);
      // What arrived while the worker closes is given back unseen.
      if (isClosing()) {
        await giveBack(ports, messages);
        return;
      }
      for (const message of messages) begin(request, { ports, message, turns });
      pauseMs = firstPause;
    } catch (error) {
      if (isClosing()) return;
      request.log.warn('The task queue does not answer', { reason: reasonOf(error), retry_after_ms: pauseMs });
      await pause(pauseMs, undefined, { signal: closing }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, longestPause);
    }
  }
}

async function giveBack({ queue }: WorkerPorts, messages: readonly ReceivedTask[]): Promise<void> {
  await Promise.all(messages.map(({ receipt }) => queue.hide(receipt, 0)));
}

/** A worker waits for room as often as it takes tasks: what one wait listens with goes when it is over. */
async function untilOneEnds(turns: ReadonlyMap<Turn, Promise<void>>, closing: AbortSignal): Promise<void> {
  const closed = Promise.withResolvers<undefined>();
  const onClosing = (): void => {
    closed.resolve(undefined);
  };
  closing.addEventListener('abort', onClosing, { once: true });
  try {
    await Promise.race([...turns.values(), closed.promise]);
  } finally {
    closing.removeEventListener('abort', onClosing);
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message || error.name : String(error));

interface Begin {
  readonly ports: WorkerPorts;
  readonly message: ReceivedTask;
  readonly turns: Map<Turn, Promise<void>>;
}

function begin({ take, log }: PollRequest, { ports, message, turns }: Begin): void {
  const turn = take(ports, message);
  // An error leaves the message where it is: it comes back, and the lease of the task runs out.
  const ended = turn.done
    .catch((error: unknown) => {
      log.error('The task could not be looked after; it will be taken again', {
        task_id: message.taskId,
        reason: reasonOf(error),
      });
    })
    .finally(() => turns.delete(turn));
  turns.set(turn, ended);
}
