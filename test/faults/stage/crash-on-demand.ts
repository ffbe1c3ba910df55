/**
 * Preloaded into the runtime's process and so into the thread of its functions, which ends at once when one of them is told to
 * crash: in the middle of whatever they do, as a sandbox may.
 */
import { isMainThread, workerData } from 'node:worker_threads';
import * as z from 'zod';

/** On it a function is told by its name to crash, and answers on the other one with its name when it does. */
export const crashChannel = 'crash';
export const crashedChannel = 'crashed';

if (!isMainThread) {
  // Other threads than that of functions have nothing of the kind.
  const { functions } = z
    .object({ functions: z.array(z.string()) })
    .catch({ functions: [] })
    .parse(workerData);
  if (functions.length > 0) {
    const channel = new BroadcastChannel(crashChannel);
    channel.onmessage = ({ data }: MessageEvent) => {
      const name = functions.find((known) => known === data);
      if (name === undefined) return;
      new BroadcastChannel(crashedChannel).postMessage(name);
      process.exit(1);
    };
    channel.unref();
  }
}
