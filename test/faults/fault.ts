/** What a fault is, for whoever runs it. */
import type { Random } from '../simulation/random.ts';
import type { Stage, StageSettings } from './stage/stage.ts';

export interface Fault {
  /** Kebab-case; `--only` takes it. */
  readonly name: string;
  /** What goes wrong, as the end of "Nothing that was accepted is lost, and nothing is made twice, by …". */
  readonly says: string;
  /** How many runs show it, or `until-passed`: seeds 1, 2, … until a run passes in which the fault did not happen any more. */
  readonly runs: number | 'until-passed';
  /** The seed of its run in the short form, one that does not take long; left out where the short form goes without it. */
  readonly short?: number;
  /** The stage that it wants; faults with the same one share it. Left out: instant tasks. */
  readonly stage?: StageSettings;
  /**
   * One run. @throws Error with the sentence that did not hold
   * @returns `happened` false where the fault had no occasion, and what is worth telling
   */
  run(stage: Stage, chance: Random, seed: number): Promise<Ran>;
  /** Why it cannot be shown on this machine; undefined where it can. */
  readonly unavailable?: () => string | undefined;
}

export interface Ran {
  readonly happened: boolean;
  readonly note?: string;
}
