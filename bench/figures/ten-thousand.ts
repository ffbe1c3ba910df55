/** How a runtime takes the largest fleet there may be: submitting it, having it, looking at it. */
import type { Client } from '../../contracts/http/client.ts';
import type { Measurement } from '../figure.ts';
import { median } from '../statistics.ts';
import { onboardInstantRepo, required, submitInstantFleet } from '../stage/fleets.ts';
import { openStage } from '../stage/stage.ts';

const small = 10;
const large = 10_000;
const gets = 30;

interface Sample {
  readonly submit1000: number;
  readonly submit10000: number;
  readonly getRatio: number;
  readonly memoryMb: number;
}

export const tenThousand: Measurement = {
  figures: [
    { name: 'submit_1000_s', unit: 's', bound: 1, what: 'POST /v1/fleets with 1,000 targets' },
    { name: 'submit_10000_s', unit: 's', bound: 8, what: 'POST /v1/fleets with 10,000 targets' },
    { name: 'get_10000_vs_10', unit: 'ratio', bound: 1.5, what: 'GET of a fleet of 10,000 targets ÷ of 10, medians' },
    { name: 'runtime_mb_10000', unit: 'MB', bound: 600, what: 'the runtime at its largest, with all 10,000 targets waiting' },
  ],
  samples: 2,
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
      { name: 'runtime_mb_10000', samples: all.map(({ memoryMb }) => memoryMb) },
    ];
  },
};

/** Nobody works on the tasks, so that what is measured is the fleet at rest. */
async function measureOnce(): Promise<Sample> {
  const stage = await openStage({ workers: 0 });
  try {
    await onboardInstantRepo(stage.client);
    const ten = await submitInstantFleet(stage.client, small, 1);
    await stage.untilQuiet();
    const [, submit1000] = await timed(() => submitInstantFleet(stage.client, 1_000, 1));
    await stage.untilQuiet();
    const [many, submit10000] = await timed(() => submitInstantFleet(stage.client, large, 1));
    await stage.untilQuiet();
    const getRatio = await compareGets(stage.client, many, ten);
    return { submit1000: submit1000 / 1_000, submit10000: submit10000 / 1_000, getRatio, memoryMb: await stage.peakMemoryMb() };
  } finally {
    await stage.close();
  }
}

/** Taken in turns, so that a busy machine slows both. */
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
