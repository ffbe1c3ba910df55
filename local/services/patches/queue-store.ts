/**
 * Patch of fauxqs: every queue that is created gets what SQS does and fauxqs does not, batches of a group (FIFO) or fair turns
 * among groups (standard), and receives that wait without a look every 20 ms.
 */
import { withFairTurns } from './fair-turns.ts';
import { withBatches } from './fifo-batches.ts';
import { newQueueStore, type Stores } from './queue-engine.ts';
import { withQuietWaits } from './quiet-waits.ts';

/** A store of patched queues, to be given to `buildApp`. */
export async function queueStore(): Promise<Stores> {
  const store = await newQueueStore();
  const createQueue = store.createQueue.bind(store);
  store.createQueue = (...settings) => {
    const queue = createQueue(...settings);
    return withQuietWaits(queue.isFifo() ? withBatches(queue) : withFairTurns(queue));
  };
  // fauxqs makes the stores of its other services itself where none is given.
  return { sqsStore: store } as Stores;
}
