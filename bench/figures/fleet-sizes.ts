/** Compares the time per target of a large fleet and a small one. */
import type { Measurement } from '../figure.ts';
import { compareRuns, perTarget, type Comparison } from '../setup/compare-runs.ts';
import { timeFleet } from '../setup/fleets.ts';

const small = 500;
const large = 5_000;
const atOnce = 50;

const sizes: Comparison = {
  name: 'scale_5000_vs_500',
  warmUp: (client) => timeFleet(client, small, atOnce),
  first: (client, say) => timeFleet(client, small, atOnce, { say }),
  second: (client, say) => timeFleet(client, large, atOnce, { say }),
  ratio: (few, many) => many.ms / large / (few.ms / small),
  note: (few, many) => `a target at ${small}: ${perTarget(few, small)}; at ${large}: ${perTarget(many, large)}`,
};

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
  measure: (samples, say) => compareRuns(sizes, samples, say),
};
