/** Compares two runs on one runtime, in pairs: one right after the other, so that other load on the machine slows both. */
import type { Measured, Say } from '../figure.ts';
import type { Client } from '../../contracts/http/client.ts';
import { openSetup } from './bench-setup.ts';
import { onboardInstantRepo } from './fleets.ts';
import { withProcessorTime, type Taken } from './processor-time.ts';

export interface Comparison {
  /** The figure. */
  readonly name: string;
  /** A run that is not counted, since code is slow when it runs for the first time. */
  readonly warmUp: (client: Client) => Promise<unknown>;
  /** The two runs; each answers its milliseconds. */
  readonly first: (client: Client, say: Say) => Promise<number>;
  readonly second: (client: Client, say: Say) => Promise<number>;
  readonly ratio: (first: Taken, second: Taken) => number;
  readonly note: (first: Taken, second: Taken) => string;
}

/** On a runtime of its own, with an onboarded repository for instant tasks. */
export async function compareRuns(comparison: Comparison, samples: number, say: Say): Promise<readonly Measured[]> {
  const setup = await openSetup();
  const { client } = setup;
  try {
    await onboardInstantRepo(client);
    await comparison.warmUp(client);
    const ratios: number[] = [];
    const notes: string[] = [];
    for (let n = 0; n < samples; n += 1) {
      const first = await withProcessorTime(setup, () => comparison.first(client, say));
      const second = await withProcessorTime(setup, () => comparison.second(client, say));
      ratios.push(comparison.ratio(first, second));
      notes.push(comparison.note(first, second));
      say(`  ${notes.at(-1) ?? ''}`);
    }
    return [{ name: comparison.name, samples: ratios, notes }];
  } finally {
    await setup.close();
  }
}

/** @param targets how many of them the run had */
export const perTarget = ({ ms, processorMs }: Taken, targets: number): string =>
  `${(ms / targets).toFixed(1)} ms, ${(processorMs / targets).toFixed(1)} ms processor time in the runtime`;
