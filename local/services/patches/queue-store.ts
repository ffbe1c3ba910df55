import { withFairTurns } from './fair-turns.ts';
import { withBatches } from './fifo-batches.ts';
import type { QueueStore, Stores } from './queue-engine.ts';

/** The engine's store of queues, with what SQS does and the engine does not: batches of a FIFO group, and fair turns. */
export async function queueStore(): Promise<Stores> {
  // Not among the package's exports: the class lies beside the entry.
  const module = (await import(new URL('./sqs/sqsStore.js', import.meta.resolve('fauxqs')).href)) as {
    SqsStore: new () => QueueStore;
  };
  const store = new module.SqsStore();
  const createQueue = store.createQueue.bind(store);
  store.createQueue = (...settings) => {
    const queue = createQueue(...settings);
    return queue.isFifo() ? withBatches(queue) : withFairTurns(queue);
  };
  // The engine makes the stores of its other services itself where none is given.
  return { sqsStore: store } as Stores;
}
