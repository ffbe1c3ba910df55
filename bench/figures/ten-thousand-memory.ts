/** Measures the memory of a runtime while it works on the largest allowed fleet. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Measurement } from '../figure.ts';
import { openSetup, type BenchSetup } from '../setup/bench-setup.ts';
import { onboardInstantRepo, patiently, submitInstantFleet } from '../setup/fleets.ts';
import { shownMemory, sumOf, type ProcessMemory } from '../setup/process-tree.ts';

const [targets, atOnce, ends] = [10_000, 50, 2_000] as const;
/** Milliseconds between two readings of the memory, and between two requests of the client that waits. */
const [readEveryMs, askEveryMs] = [250, 2_000] as const;

export const tenThousandMemory: Measurement = {
  figures: [
    {
      name: 'runtime_mb_10000',
      unit: 'MB',
      bound: 400,
      what: `largest PSS of all processes of the runtime, from the submit of ${targets} instant tasks, cap ${atOnce}, to the end of ${ends}`,
    },
  ],
  samples: 2,
  needsProc: true,
  async measure(samples, say) {
    const all: number[] = [];
    const notes: string[] = [];
    for (let n = 0; n < samples; n += 1) {
      const setup = await openSetup();
      try {
        await onboardInstantRepo(setup.client);
        const peak = await peakWhile(setup, () => runFleet(setup));
        all.push(sumOf(peak.memory, 'pss'));
        notes.push(`${shownMemory(peak.memory)}, ${peak.afterS.toFixed(0)} s after the submit began`);
        say(`  ${notes.at(-1) ?? ''}`);
      } finally {
        await setup.close();
      }
    }
    return [{ name: 'runtime_mb_10000', samples: all, notes }];
  },
};

async function runFleet({ client }: BenchSetup): Promise<void> {
  const fleet_id = await submitInstantFleet(client, targets, atOnce);
  for (;;) {
    const { progress } = await patiently(() => client.getFleet({ params: { fleet_id } }));
    if (progress.counts.SUCCEEDED >= ends) return;
    await sleep(askEveryMs);
  }
}

interface Peak {
  readonly memory: readonly ProcessMemory[];
  readonly afterS: number;
}

/** The memory of each process at the moment when their sum was the largest. */
async function peakWhile(setup: BenchSetup, run: () => Promise<void>): Promise<Peak> {
  const start = performance.now();
  let peak: Peak = { memory: [], afterS: 0 };
  const over = new AbortController();
  const running = run().finally(() => {
    over.abort();
  });
  const watching = (async () => {
    while (!over.signal.aborted) {
      const memory = await setup.memory();
      if (sumOf(memory, 'pss') > sumOf(peak.memory, 'pss')) peak = { memory, afterS: (performance.now() - start) / 1_000 };
      await sleep(readEveryMs);
    }
  })();
  await Promise.all([running, watching]);
  return peak;
}
