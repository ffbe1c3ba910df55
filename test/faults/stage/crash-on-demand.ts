/**
 * Preloaded into the runtime's process and so into each of its functions' threads: there, each call to AWS names the function
 * that makes it, and a thread that is told to crash ends at once, in the middle of whatever it does, as a sandbox may.
 */
import { isMainThread, workerData } from 'node:worker_threads';
import * as z from 'zod';

/** On it a function is told by its name to crash, and answers on the other one with its name when it does. */
export const crashChannel = 'crash';
export const crashedChannel = 'crashed';

if (!isMainThread) {
  // Other threads than those of functions have nothing of the kind.
  const { functionName } = z.object({ functionName: z.string().optional() }).catch({}).parse(workerData);
  if (functionName !== undefined) {
    process.env['AWS_SDK_UA_APP_ID'] = functionName;
    const channel = new BroadcastChannel(crashChannel);
    channel.onmessage = ({ data }: MessageEvent) => {
      if (data !== functionName) return;
      new BroadcastChannel(crashedChannel).postMessage(functionName);
      process.exit(1);
    };
    channel.unref();
  }
}
