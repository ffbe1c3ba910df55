/** Beside the time by the clock the processor time of the runtime: who else uses the machine delays that less. */
import type { BenchSetup } from './bench-setup.ts';

/** Milliseconds. */
export interface Taken {
  readonly ms: number;
  readonly processorMs: number;
}

/** @param run answers how long it took by the clock */
export async function withProcessorTime(setup: BenchSetup, run: () => Promise<number>): Promise<Taken> {
  const before = await setup.processorSeconds();
  const ms = await run();
  return { ms, processorMs: ((await setup.processorSeconds()) - before) * 1_000 };
}
