/** Shares many seeds out among threads: worlds have nothing in common. */
import { Worker } from 'node:worker_threads';
import { runSeeds, together, type Summary } from './run-seeds.ts';
import type { Safeguard } from './safeguard.ts';
import type { SeedShare, ThreadMessage } from './seed-thread.ts';

export interface ManySeeds {
  readonly first: number;
  readonly seeds: number;
  /** How many threads; 1 = this one. */
  readonly jobs: number;
  readonly off: Safeguard | undefined;
  /** Told now and then how many are done. */
  readonly onProgress: (done: number) => void;
}

/** How many worlds pass between two words of progress. */
const progressEvery = 500;

export async function runSeedsInThreads({ first, seeds, jobs, off, onProgress }: ManySeeds): Promise<Summary> {
  let done = 0;
  const count = (): void => {
    if (++done % progressEvery === 0 && done < seeds) onProgress(done);
  };
  if (jobs === 1) return runSeeds({ first, seeds, ...(off && { off: off.without }), onProgress: count });
  const each = Math.ceil(seeds / jobs);
  const shares = Array.from({ length: jobs }, (_, n) => ({ first: first + n * each, seeds: Math.min(each, seeds - n * each) }));
  const used = shares.filter((share) => share.seeds > 0);
  return together(await Promise.all(used.map((share) => runShare({ ...share, off: off?.name }, count))));
}

const runShare = (share: SeedShare, onWorld: () => void): Promise<Summary> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(new URL('seed-thread.ts', import.meta.url), { workerData: share });
    thread.on('message', (message: ThreadMessage) => {
      if (message.kind === 'summary') resolve(message.summary);
      else onWorld();
    });
    thread.on('error', reject);
    thread.on('exit', (code) => {
      reject(new Error(`A thread of the simulation ended with ${String(code)} before its seeds were run.`));
    });
  });
