/** Runs faults, seed by seed, and says of each that failed how to see it again. */
import { isDeepStrictEqual } from 'node:util';
import { Random } from '../simulation/random.ts';
import type { Fault, Ran } from './fault.ts';
import { onboardInstantRepo } from './fleets.ts';
import { Stage } from './stage/stage.ts';

export interface Runs {
  /** First seed. */
  readonly first: number;
  /** Runs of each fault, instead of its own number. */
  readonly runs?: number | undefined;
  readonly say: (line: string) => void;
}

/** Stages at once: a fault waits, mostly, for what repairs it. */
const lanes = 3;
/** No fault has so many writes. */
const mostRuns = 500;

/** Whether everything held. */
export async function runFaults(faults: readonly Fault[], runs: Runs): Promise<boolean> {
  let failed = 0;
  let total = 0;
  const started = performance.now();
  const waiting = [...faults];
  const lane = async (): Promise<void> => {
    const stages = new SharedStage();
    for (let fault = waiting.shift(); fault !== undefined; fault = waiting.shift()) {
      const why = fault.unavailable?.();
      if (why !== undefined) runs.say(`NOT SHOWN ${fault.name}: ${why}`);
      const done = why === undefined ? await runFault(stages, fault, runs) : { runs: 0, failed: 0 };
      failed += done.failed;
      total += done.runs;
    }
    await stages.close();
  };
  await Promise.all(Array.from({ length: Math.min(lanes, faults.length) }, lane));
  runs.say(
    `${total} runs in ${seconds(started)} s: ${failed === 0 ? 'nothing was lost, nothing was made twice' : 'NOT everything held'}`,
  );
  return failed === 0;
}

async function runFault(
  stages: SharedStage,
  fault: Fault,
  { first, runs, say }: Runs,
): Promise<{ runs: number; failed: number }> {
  const started = performance.now();
  const most = runs ?? (fault.runs === 'until-passed' ? mostRuns : fault.runs);
  let [done, failed, happened] = [0, 0, 0];
  for (let seed = first; done < most; seed += 1) {
    const ran = await runOnce(stages, fault, seed);
    done += 1;
    if ('violation' in ran) {
      failed += 1;
      say(`FAILED ${fault.name}, seed ${seed}: ${ran.violation}`);
      say(`  see it again: npm run test:faults -- --only ${fault.name} --seed ${seed}`);
    } else if (ran.happened) happened += 1;
    else if (fault.runs === 'until-passed') break;
  }
  say(
    `${failed === 0 ? 'held  ' : 'FAILED'} ${fault.name.padEnd(22)}${done} runs, ${happened} with the fault, ${seconds(started)} s: ${fault.says}`,
  );
  return { runs: done, failed };
}

/** One run of one fault. A stage that was left in the middle of a failed run is not used again. */
export async function runOnce(stages: SharedStage, fault: Fault, seed: number): Promise<Ran | { readonly violation: string }> {
  const stage = await stages.get(fault);
  try {
    return await fault.run(stage, new Random(seed), seed);
  } catch (error) {
    await stages.close();
    return { violation: error instanceof Error ? error.message : String(error) };
  } finally {
    stage.calm();
  }
}

const seconds = (since: number): string => ((performance.now() - since) / 1_000).toFixed(0);

/** The stage of the fault before, as long as the next one wants the same. */
export class SharedStage {
  private open: { readonly wanted: Fault['stage']; readonly stage: Stage } | undefined;

  async get({ stage: wanted }: Fault): Promise<Stage> {
    if (this.open && isDeepStrictEqual(this.open.wanted, wanted)) return this.open.stage;
    await this.close();
    const stage = await Stage.open(wanted);
    this.open = { wanted, stage };
    await onboardInstantRepo(stage);
    return stage;
  }

  async close(): Promise<void> {
    const { open } = this;
    this.open = undefined;
    await open?.stage.close();
  }
}
