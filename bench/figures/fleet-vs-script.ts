/** Compares a fleet with a script that creates the same tasks through the API. */
import type { Measurement } from '../figure.ts';
import { onboardInstantRepo, timeFleet } from '../setup/fleets.ts';
import { timePlainScript } from '../setup/plain-script.ts';
import { withProcessorTime, type Taken } from '../setup/processor-time.ts';
import { openSetup } from '../setup/bench-setup.ts';

const tasks = 1_000;
const atOnce = 50;

/** Each sample is a pair of runs, one right after the other, so that other load on the machine slows both. */
export const fleetVsScript: Measurement = {
  figures: [
    {
      name: 'fleet_vs_script',
      unit: 'ratio',
      bound: 1.5,
      what: `a fleet of ${tasks} instant tasks, cap ${atOnce} ÷ a script that creates and polls ${tasks} tasks`,
    },
  ],
  samples: 3,
  needsProc: true,
  async measure(samples, say) {
    const setup = await openSetup();
    try {
      await onboardInstantRepo(setup.client);
      // A first run that is not counted, since code is slow when it runs for the first time.
      await timePlainScript(setup.client, 100, atOnce);
      await timeFleet(setup.client, 100, atOnce);
      const ratios: number[] = [];
      const notes: string[] = [];
      for (let n = 0; n < samples; n += 1) {
        const script = await withProcessorTime(setup, () => timePlainScript(setup.client, tasks, atOnce));
        const fleet = await withProcessorTime(setup, () => timeFleet(setup.client, tasks, atOnce, { say }));
        ratios.push(fleet.ms / script.ms);
        notes.push(`fleet ${shown(fleet)}; script ${shown(script)}`);
        say(`  ${notes.at(-1) ?? ''}`);
      }
      return [{ name: 'fleet_vs_script', samples: ratios, notes }];
    } finally {
      await setup.close();
    }
  },
};

const shown = ({ ms, processorMs }: Taken): string =>
  `${(ms / 1_000).toFixed(1)} s, ${(processorMs / tasks).toFixed(1)} ms processor time a task in the runtime`;
