/** Takes all figures of one row. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.ts';
import { folderFigures } from './folder-figures.ts';
import type { Counts } from './messages.ts';
import { processFigures } from './process-figures.ts';
import type { Scene } from './scene.ts';

/** Sizes are MB. Undefined: this system has no such figure, or it is not counted for the engine of the tables. */
export interface Row {
  readonly fleets: number;
  readonly pss: number | undefined;
  readonly heap: number;
  readonly workerPss: number | undefined;
  readonly workerHeap: number;
  readonly fds: number | undefined;
  readonly workerFds: number | undefined;
  readonly threads: number | undefined;
  readonly iterators: number | undefined;
  readonly runs: number;
  readonly names: number;
  readonly tokens: number;
  readonly files: number;
  readonly leftFiles: number | undefined;
  readonly tables: number;
  readonly logs: number;
  readonly events: number;
}

/** Asking for the heap collects garbage, which makes a process smaller. So its memory is read before. */
export async function takeRow({ runtime, worker, dir }: Scene, fleets: number): Promise<Row> {
  const counts = await countsAtRest(runtime);
  const [ofRuntime, ofWorker] = await Promise.all([processFigures(runtime.pid), processFigures(worker.pid)]);
  const folder = await folderFigures(dir);
  const [heap, workerHeap] = await Promise.all([runtime.ask('heap'), worker.ask('heap')]);
  return {
    fleets,
    pss: ofRuntime?.pss,
    heap: heap.megabytes,
    workerPss: ofWorker?.pss,
    workerHeap: workerHeap.megabytes,
    fds: ofRuntime?.fds,
    workerFds: ofWorker?.fds,
    threads: ofRuntime?.threads,
    iterators: counts.iterators,
    runs: counts.executions,
    names: counts.endedExecutions,
    tokens: counts.tokens,
    files: folder.files,
    leftFiles: counts.neededFiles === undefined ? undefined : folder.files - counts.neededFiles,
    tables: folder.tables,
    logs: folder.logs,
    events: folder.events,
  };
}

const [lookEveryMs, looks] = [100, 50];

/** Waits up to five seconds, since children of an ended fleet and open reads take a moment to end. Then the rest is counted. */
async function countsAtRest(runtime: Child): Promise<Counts> {
  for (let look = 1; ; look += 1) {
    const { counts } = await runtime.ask('counts');
    if (look === looks || counts.tokens + counts.executions + (counts.iterators ?? 0) === 0) return counts;
    await sleep(lookEveryMs);
  }
}
