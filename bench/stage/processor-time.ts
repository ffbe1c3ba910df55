/** Beside the time by the clock the processor time of the runtime: who else uses the machine delays that less. */
import type { Stage } from './stage.ts';

/** Milliseconds. */
export interface Taken {
  readonly ms: number;
  readonly processorMs: number;
}

/** @param run answers how long it took by the clock */
export async function withProcessorTime(stage: Stage, run: () => Promise<number>): Promise<Taken> {
  const before = await stage.processorSeconds();
  const ms = await run();
  return { ms, processorMs: ((await stage.processorSeconds()) - before) * 1_000 };
}
