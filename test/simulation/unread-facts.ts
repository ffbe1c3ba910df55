/**
 * A time in which no fact can be read: each read of the actor's fails, or hangs until the time of its turn is over. It is drawn aside, so
 * that the worlds without it do not depend on it. What must hold of it: commands get through all the same.
 */
import type { CommandRecord } from '../../contracts/fleet-records.ts';
import type { ActorPorts } from '../../lambdas/fleet-mailbox/actor-ports.ts';
import { Random } from './random.ts';
import { SimulatedFault } from './scheduler.ts';

/**
 * Seconds after which a command is judged where nothing but facts fails: a turn under way, the longest wait for failed mail, and a turn of
 * its own, each 20 s at most, and the way of its mail.
 */
const judgedWithinS = 75;

/** Longer than the limit of any turn that has one. */
const hangMs = 300_000;

interface VirtualTime {
  readonly elapsedS: () => number;
  readonly at: (delayMs: number, fire: () => void) => void;
}

export class UnreadFacts {
  readonly #random: Random;
  /** Seconds from the start of the world; undefined: facts can always be read. */
  readonly #from: number | undefined;
  readonly #to: number = 0;
  readonly #hangs: boolean;
  /** How many reads failed. */
  failed = 0;

  constructor(seed: number, faultySeconds: number) {
    const random = new Random(-5 - 3 * seed);
    this.#random = random;
    this.#hangs = random.chance(0.5);
    if (!random.chance(0.3)) return;
    this.#from = random.next() * faultySeconds * 0.5;
    this.#to = this.#from + random.of([120, 600, 1_500]);
  }

  /** When it begins and ends, in seconds. */
  get period(): { readonly from: number; readonly to: number } | undefined {
    return this.#from === undefined ? undefined : { from: this.#from, to: this.#to };
  }

  lasts(elapsedS: number): boolean {
    return this.#from !== undefined && elapsedS >= this.#from && elapsedS < this.#to;
  }

  /** The actor's ports, whose reads of facts fail as long as it lasts. */
  inFrontOf(ports: ActorPorts, { elapsedS, at }: VirtualTime): ActorPorts {
    const { stores, core, workflow } = ports;
    const guard =
      <A extends unknown[], R>(read: (...args: A) => Promise<R>) =>
      (...args: A): Promise<R> =>
        this.lasts(elapsedS()) ? this.#fail(at) : read(...args);
    return {
      ...ports,
      stores: {
        ...stores,
        targets: { ...stores.targets, getTargets: guard((id, of) => stores.targets.getTargets(id, of)) },
      },
      core: {
        ...core,
        readTasks: guard((ids) => core.readTasks(ids)),
        lookUpKey: guard((key) => core.lookUpKey(key)),
      },
      workflow: { ...workflow, runStatus: guard((id, generation, run) => workflow.runStatus(id, generation, run)) },
    };
  }

  /** A command that has waited too long for its verdict while only facts could not be read. */
  overdue(commands: Iterable<CommandRecord>, elapsedS: number, now: number): CommandRecord | undefined {
    if (this.#from === undefined || !this.lasts(elapsedS)) return undefined;
    const since = now - Math.min(judgedWithinS, elapsedS - this.#from) * 1_000;
    if (elapsedS - this.#from < judgedWithinS) return undefined;
    return [...commands].find(({ at, verdict }) => verdict === null && at < since);
  }

  #fail(at: VirtualTime['at']): Promise<never> {
    this.failed += 1;
    const hangs = this.#hangs && this.#random.chance(0.5);
    return new Promise((_, reject) => {
      const fail = (): void => {
        reject(new SimulatedFault('no fact can be read'));
      };
      if (hangs) at(hangMs, fail);
      else fail();
    });
  }
}
