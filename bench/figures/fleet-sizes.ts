/** Compares the time per target of a large fleet and a small one. */
import type { Measurement } from '../figure.ts';
import { onboardInstantRepo, timeFleet } from '../setup/fleets.ts';
import { withProcessorTime, type Taken } from '../setup/processor-time.ts';
import { openSetup } from '../setup/bench-setup.ts';

const small = 500;
const large = 5_000;
const atOnce = 50;

export const fleetSizes: Measurement = {
  figures: [
    {
      name: 'scale_5000_vs_500',
      unit: 'ratio',
      bound: 1.1,
      what: `time per target, fleet of ${large} ÷ fleet of ${small}, instant tasks, cap ${atOnce}`,
    },
  ],
  samples: 1,
  needsProc: true,
  async measure(samples, say) {
    const setup = await openSetup();
    try {
      await onboardInstantRepo(setup.client);
      await timeFleet(setup.client, small, atOnce);
      const ratios: number[] = [];
      const notes: string[] = [];
      for (let n = 0; n < samples; n += 1) {
        const few = await withProcessorTime(setup, () => timeFleet(setup.client, small, atOnce, { say }));
        const many = await withProcessorTime(setup, () => timeFleet(setup.client, large, atOnce, { say }));
        ratios.push(many.ms / large / (few.ms / small));
        notes.push(`a target at ${small}: ${shown(few, small)}; at ${large}: ${shown(many, large)}`);
        say(`  ${notes.at(-1) ?? ''}`);
      }
      return [{ name: 'scale_5000_vs_500', samples: ratios, notes }];
    } finally {
      await setup.close();
    }
  },
};

const shown = ({ ms, processorMs }: Taken, targets: number): string =>
  `${(ms / targets).toFixed(1)} ms, ${(processorMs / targets).toFixed(1)} ms processor time in the runtime`;
