/** The loop over the task queue. */
import { getEventListeners } from 'node:events';
import { setImmediate as nextRound } from 'node:timers/promises';
import type { ReceivedTask } from '../../../adapters/ports.ts';
import { createLogger } from '../../../worker/logger.ts';
import { pollTasks } from '../../../worker/hold/poll-tasks.ts';

test('a worker that has waited for room many times still has one listener for its end', async () => {
  const wanted = 50;
  const [signals, taken]: [AbortSignal[], string[]] = [[], []];
  const receive = async (_most: number, _waitS: number, signal?: AbortSignal): Promise<ReceivedTask[]> => {
    if (signal) signals.push(signal);
    await nextRound();
    return [{ taskId: `task-${taken.length}`, receipt: 'r' }];
  };
  const polling = pollTasks({
    concurrency: 1,
    queue: { receive, hide: () => Promise.resolve(), remove: () => Promise.resolve() },
    take: ({ taskId }) => {
      taken.push(taskId);
      return { done: nextRound(), close: () => undefined };
    },
    log: createLogger(),
  });
  while (taken.length < wanted) await nextRound();
  const [signal] = signals;
  const listeners = signal && getEventListeners(signal, 'abort').length;
  await polling.close();
  expect(listeners).toBeLessThanOrEqual(1);
  expect([new Set(signals).size, signal?.aborted]).toEqual([1, true]);
});
