/** Compares the time per target of a fleet with dependencies and a plain list. */
import type { Measurement } from '../figure.ts';
import { compareRuns, perTarget, type Comparison } from '../setup/compare-runs.ts';
import { timeFleet } from '../setup/fleets.ts';

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

const orders: Comparison = {
  name: 'scale_dag',
  warmUp: (client) => timeFleet(client, fan, atOnce),
  first: (client, say) => timeFleet(client, total, atOnce, { say }),
  second: (client, say) => timeFleet(client, total, atOnce, { say, dependsOn: chainAndFan }),
  ratio: (plain, ordered) => ordered.ms / plain.ms,
  note: (plain, ordered) =>
    `a target of the plain list: ${perTarget(plain, total)}; of the chain and fan: ${perTarget(ordered, total)}`,
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
  measure: (samples, say) => compareRuns(orders, samples, say),
};
