/** Measures the processor time of the runtime besides the elapsed time. Other load on the machine changes it less. */
import type { BenchSetup } from './bench-setup.ts';

/** Milliseconds. */
export interface Taken {
  readonly ms: number;
  readonly processorMs: number;
}

/** @param run returns its elapsed time in milliseconds */
export async function withProcessorTime(setup: BenchSetup, run: () => Promise<number>): Promise<Taken> {
  const before = await setup.processorSeconds();
  const ms = await run();
  return { ms, processorMs: ((await setup.processorSeconds()) - before) * 1_000 };
}
