/** Computes the cost of a target on AWS: a fleet runs, all calls of AWS services are counted, and the counts are multiplied by prices. */
import type { Measurement } from '../figure.ts';
import { emptyUsage, type Usage } from '../setup/aws-usage.ts';
import { onboardInstantRepo, submitInstantFleet, waitForFleet } from '../setup/fleets.ts';
import { startInstantWorker } from '../setup/bench-setup.ts';
import { openCountedRuntime } from '../setup/counted-runtime.ts';
import { pricedUsage } from '../setup/priced-usage.ts';
import { totalUnits, writeNotes } from '../setup/write-units.ts';

const targets = 200;
const atOnce = 50;

export const cost: Measurement = {
  figures: [
    {
      name: 'write_units_per_target',
      unit: 'units',
      bound: 20,
      what: `write units of all tables and indexes in a fleet of ${targets} instant tasks, ${atOnce} at once`,
    },
    {
      name: 'usd_per_target',
      unit: 'USD',
      bound: 0.00013,
      what: `calls of the functions and of a worker in a fleet of ${targets} instant tasks × AWS prices`,
    },
  ],
  samples: 1,
  async measure() {
    const usage = await runCounted();
    const { usd, notes } = pricedUsage(usage, 'target', 1 / targets);
    return [
      {
        name: 'write_units_per_target',
        samples: [totalUnits(usage.writes) / targets],
        notes: writeNotes(usage.writes, 1 / targets),
      },
      { name: 'usd_per_target', samples: [usd], notes },
    ];
  },
};

/** Only the worker and one waiting client poll. Calls during the start of the runtime are not counted. */
async function runCounted(): Promise<Usage> {
  const runtime = await openCountedRuntime();
  const worker = startInstantWorker(runtime.dir);
  try {
    await onboardInstantRepo(runtime.client);
    const usage = runtime.countInto(emptyUsage());
    const fleetId = await submitInstantFleet(runtime.client, targets, atOnce);
    await waitForFleet(runtime.client, fleetId, { everyMs: 2_000 });
    return usage;
  } finally {
    await worker.stop();
    await runtime.close();
  }
}
