/** One look at everything: what a row shows. */
import { setTimeout as sleep } from 'node:timers/promises';
import { folderFigures } from './folder-figures.ts';
import { processFigures } from './process-figures.ts';
import type { Scene } from './scene.ts';

/** Undefined: this system does not tell. Sizes are MB. */
export interface Row {
  readonly fleets: number;
  readonly rss: number | undefined;
  readonly heap: number;
  readonly workerRss: number | undefined;
  readonly workerHeap: number;
  readonly fds: number | undefined;
  readonly workerFds: number | undefined;
  readonly threads: number | undefined;
  readonly iterators: number;
  readonly runs: number;
  readonly names: number;
  readonly tokens: number;
  readonly files: number;
  readonly leftFiles: number;
  readonly tables: number;
  readonly logs: number;
  readonly events: number;
}

/** A collection makes a process smaller, so its memory is read before. */
export async function takeRow({ runtime, worker, dir }: Scene, fleets: number): Promise<Row> {
  await untilIdle({ runtime });
  const [ofRuntime, ofWorker] = await Promise.all([processFigures(runtime.pid), processFigures(worker.pid)]);
  const { counts } = await runtime.ask('counts');
  const folder = await folderFigures(dir);
  const [heap, workerHeap] = await Promise.all([runtime.ask('heap'), worker.ask('heap')]);
  return {
    fleets,
    rss: ofRuntime?.rss,
    heap: heap.megabytes,
    workerRss: ofWorker?.rss,
    workerHeap: workerHeap.megabytes,
    fds: ofRuntime?.fds,
    workerFds: ofWorker?.fds,
    threads: ofRuntime?.threads,
    iterators: counts.iterators,
    runs: counts.executions,
    names: counts.endedExecutions,
    tokens: counts.tokens,
    files: folder.files,
    leftFiles: folder.files - counts.neededFiles,
    tables: folder.tables,
    logs: folder.logs,
    events: folder.events,
  };
}

const [lookEveryMs, looks] = [100, 50];

/** The children of a fleet that has ended are still being told so. What does not end is seen in the row. */
async function untilIdle({ runtime }: Pick<Scene, 'runtime'>): Promise<void> {
  for (let look = 0; look < looks; look += 1) {
    const { counts } = await runtime.ask('counts');
    if (counts.tokens === 0 && counts.executions === 0 && counts.iterators === 0) return;
    await sleep(lookEveryMs);
  }
}
