/** Measures the largest allowed fleet: the time of its submit, and the time of reading it. */
import type { Client } from '../../contracts/http/client.ts';
import type { Measurement } from '../figure.ts';
import { median } from '../statistics.ts';
import { onboardInstantRepo, required, submitInstantFleet } from '../setup/fleets.ts';
import { openSetup } from '../setup/bench-setup.ts';

const small = 10;
const large = 10_000;
const gets = 30;

interface Sample {
  readonly submit1000: number;
  readonly submit10000: number;
  readonly getRatio: number;
}

export const tenThousand: Measurement = {
  figures: [
    { name: 'submit_1000_s', unit: 's', bound: 1, what: 'POST /v1/fleets with 1,000 targets' },
    { name: 'submit_10000_s', unit: 's', bound: 3, what: 'POST /v1/fleets with 10,000 targets' },
    { name: 'get_10000_vs_10', unit: 'ratio', bound: 1.5, what: 'GET of a fleet of 10,000 targets ÷ of 10, medians' },
  ],
  samples: 2,
  needsProc: true,
  async measure(samples, say) {
    const all: Sample[] = [];
    for (let n = 0; n < samples; n += 1) {
      const sample = await measureOnce();
      say(`  ${JSON.stringify(sample)}`);
      all.push(sample);
    }
    return [
      { name: 'submit_1000_s', samples: all.map(({ submit1000 }) => submit1000) },
      { name: 'submit_10000_s', samples: all.map(({ submit10000 }) => submit10000) },
      { name: 'get_10000_vs_10', samples: all.map(({ getRatio }) => getRatio) },
    ];
  },
};

/** No worker runs, so that the fleet rests while it is measured. */
async function measureOnce(): Promise<Sample> {
  const setup = await openSetup({ workers: 0 });
  try {
    await onboardInstantRepo(setup.client);
    const ten = await submitInstantFleet(setup.client, small, 1);
    await setup.untilQuiet();
    const [, submit1000] = await timed(() => submitInstantFleet(setup.client, 1_000, 1));
    await setup.untilQuiet();
    const [many, submit10000] = await timed(() => submitInstantFleet(setup.client, large, 1));
    await setup.untilQuiet();
    const getRatio = await compareGets(setup.client, many, ten);
    return { submit1000: submit1000 / 1_000, submit10000: submit10000 / 1_000, getRatio };
  } finally {
    await setup.close();
  }
}

/** Reads both fleets in turns, so that other load on the machine slows both. */
async function compareGets(client: Client, many: string, few: string): Promise<number> {
  const times: { many: number[]; few: number[] } = { many: [], few: [] };
  const get = async (fleetId: string): Promise<number> => {
    const [, ms] = await timed(async () => required(await client.getFleet({ params: { fleet_id: fleetId } })));
    return ms;
  };
  for (let n = 0; n < gets; n += 1) {
    times.many.push(await get(many));
    times.few.push(await get(few));
  }
  return median(times.many) / median(times.few);
}

async function timed<T>(run: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  return [await run(), performance.now() - start];
}
