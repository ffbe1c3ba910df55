/** Compares the time per target of a fleet with dependencies and a plain list. */
import type { Measurement } from '../figure.ts';
import { onboardInstantRepo, timeFleet } from '../setup/fleets.ts';
import { withProcessorTime, type Taken } from '../setup/processor-time.ts';
import { openSetup } from '../setup/bench-setup.ts';

const total = 2_000;
const atOnce = 50;
/** Every so many targets are one that the next such one depends on, and all between them. */
const fan = 100;

/** A chain of 20 targets, each with 99 more that depend on it. */
const chainAndFan = (index: number): readonly string[] => {
  const hub = index - (index % fan);
  if (index !== hub) return [`t${hub}`];
  return hub === 0 ? [] : [`t${hub - fan}`];
};

export const scaleDag: Measurement = {
  figures: [
    {
      name: 'scale_dag',
      unit: 'ratio',
      bound: 1.2,
      what: `time per target, chain and fan of ${total} ÷ plain list of ${total}, instant tasks, cap ${atOnce}`,
    },
  ],
  samples: 1,
  needsProc: true,
  async measure(samples, say) {
    const setup = await openSetup();
    try {
      await onboardInstantRepo(setup.client);
      await timeFleet(setup.client, fan, atOnce);
      const ratios: number[] = [];
      const notes: string[] = [];
      for (let n = 0; n < samples; n += 1) {
        const plain = await withProcessorTime(setup, () => timeFleet(setup.client, total, atOnce, { say }));
        const ordered = await withProcessorTime(setup, () =>
          timeFleet(setup.client, total, atOnce, { say, dependsOn: chainAndFan }),
        );
        ratios.push(ordered.ms / plain.ms);
        notes.push(`a target of the plain list: ${shown(plain)}; of the chain and fan: ${shown(ordered)}`);
        say(`  ${notes.at(-1) ?? ''}`);
      }
      return [{ name: 'scale_dag', samples: ratios, notes }];
    } finally {
      await setup.close();
    }
  },
};

const shown = ({ ms, processorMs }: Taken): string =>
  `${(ms / total).toFixed(1)} ms, ${(processorMs / total).toFixed(1)} ms processor time in the runtime`;
