/** Measures what a runtime without a fleet costs its user: memory, and processor time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Measurement } from '../figure.ts';
import { openSetup, type BenchSetup } from '../setup/bench-setup.ts';
import { shownMemory, sumOf } from '../setup/process-tree.ts';

/** Seconds from Ready until the memory is read, and then until the processor time is read again. */
const [settleS, windowS] = [60, 60] as const;

export const idle: Measurement = {
  figures: [
    {
      name: 'runtime_mb_idle',
      unit: 'MB',
      bound: 200,
      what: `PSS of all processes of a new runtime without its worker, ${settleS} s after Ready, no fleet`,
    },
    {
      name: 'idle_cpu_percent',
      unit: '%',
      bound: 0.5,
      what: `processor time of these processes in the next ${windowS} s, in percent of one processor`,
    },
  ],
  samples: 1,
  needsProc: true,
  async measure(samples, say) {
    const [megabytes, percents, notes]: [number[], number[], string[]] = [[], [], []];
    for (let n = 0; n < samples; n += 1) {
      const setup = await openSetup({ workers: 1 });
      try {
        await sleep(settleS * 1_000);
        const memory = await setup.memory();
        megabytes.push(sumOf(memory, 'pss'));
        notes.push(shownMemory(memory));
        percents.push(await processorPercent(setup));
        say(`  ${notes.at(-1) ?? ''}; ${(percents.at(-1) ?? 0).toFixed(2)} %`);
      } finally {
        await setup.close();
      }
    }
    return [
      { name: 'runtime_mb_idle', samples: megabytes, notes },
      { name: 'idle_cpu_percent', samples: percents },
    ];
  },
};

async function processorPercent(setup: BenchSetup): Promise<number> {
  const [start, before] = [performance.now(), await setup.processorSeconds()];
  await sleep(windowS * 1_000);
  const used = (await setup.processorSeconds()) - before;
  return (used / ((performance.now() - start) / 1_000)) * 100;
}
