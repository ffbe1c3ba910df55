/** A thread that runs its share of the seeds and tells its parent of each world, then the sum. */
import { parentPort, workerData } from 'node:worker_threads';
import { runSeeds, type Summary } from './run-seeds.ts';
import { safeguards } from './safeguards.ts';

export interface SeedShare {
  readonly first: number;
  readonly seeds: number;
  /** A safeguard by its name: functions cannot be sent. */
  readonly off: string | undefined;
}

export type ThreadMessage = { readonly kind: 'world' } | { readonly kind: 'summary'; readonly summary: Summary };

const tell = (message: ThreadMessage): void => parentPort?.postMessage(message);
// Only run-seeds-in-threads.ts starts this file.
const { first, seeds, off } = workerData as SeedShare;
const safeguard = safeguards.find(({ name }) => name === off);
const onProgress = (): void => {
  tell({ kind: 'world' });
};
tell({ kind: 'summary', summary: await runSeeds({ first, seeds, ...(safeguard && { off: safeguard.without }), onProgress }) });
