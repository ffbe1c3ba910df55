/**
 * Serves the tables by the engine dynalite, in a thread of its own: its work for one request keeps no other part of the runtime
 * waiting. An error that dynalite does not catch ends the runtime, because LevelDB must not write behind half a record.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Listening } from '../../../server/listen.ts';
import type { Credentials } from '../../front/local-client.ts';

/** Given to the thread when it starts. */
export interface DynaliteTask {
  readonly folder: string;
  readonly credentials: Credentials;
}

/** Closes the tables. `graceMs`: milliseconds that requests under way may still take. */
export interface ToDynalite {
  readonly graceMs: number;
}

export type FromDynalite =
  | { readonly kind: 'serves'; readonly url: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'closed' };

/**
 * In megabytes. V8 lets the young objects of a thread grow to 48 MB before it collects them; the tables make many short-lived ones. The
 * old objects of a fleet of 10,000 targets take about 60 MB.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 1_024 };

/** @throws Error naming the folder, why its tables cannot be opened, and what to do */
export async function startDynalite(folder: string, credentials: Credentials): Promise<Listening> {
  const task: DynaliteTask = { folder, credentials };
  const thread = new Worker(new URL('./dynalite-thread.ts', import.meta.url), { workerData: task, env: {}, resourceLimits });
  // Without a listener, the event `error` of the thread ends the process, as the header says.
  const [first] = (await once(thread, 'message')) as [FromDynalite];
  if (first.kind !== 'serves') {
    await once(thread, 'exit');
    throw new Error(first.kind === 'failed' ? first.message : 'The thread of the tables ended.');
  }
  return {
    url: first.url,
    close: async (graceMs = 0) => {
      const exited = once(thread, 'exit');
      const message: ToDynalite = { graceMs };
      thread.postMessage(message);
      await exited;
    },
  };
}
