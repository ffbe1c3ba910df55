/** Compares a fleet with a script that creates the same tasks through the API. */
import type { Measurement } from '../figure.ts';
import { compareRuns, type Comparison } from '../setup/compare-runs.ts';
import { timeFleet } from '../setup/fleets.ts';
import { timePlainScript } from '../setup/plain-script.ts';
import type { Taken } from '../setup/processor-time.ts';

const tasks = 1_000;
const atOnce = 50;

const scriptAndFleet: Comparison = {
  name: 'fleet_vs_script',
  warmUp: async (client) => {
    await timePlainScript(client, 100, atOnce);
    await timeFleet(client, 100, atOnce);
  },
  first: (client) => timePlainScript(client, tasks, atOnce),
  second: (client, say) => timeFleet(client, tasks, atOnce, { say }),
  ratio: (script, fleet) => fleet.ms / script.ms,
  note: (script, fleet) => `fleet ${shown(fleet)}; script ${shown(script)}`,
};

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
  measure: (samples, say) => compareRuns(scriptAndFleet, samples, say),
};

const shown = ({ ms, processorMs }: Taken): string =>
  `${(ms / 1_000).toFixed(1)} s, ${(processorMs / tasks).toFixed(1)} ms processor time a task in the runtime`;
