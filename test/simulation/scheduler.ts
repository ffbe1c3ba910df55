/**
 * Virtual time, and who goes next. Everything that runs is a process; before each access to the outside it waits for its step.
 * One step at a time is let go, chosen by chance; nothing else decides an order, so that a seed replays exactly.
 */
import type { Random } from './random.ts';

/** What may happen to a step, in shares of all steps. */
export interface StepFaults {
  readonly crash: number;
  readonly stall: number;
  /** One kind of process, by how its name begins, is slower than all others. */
  readonly slow: string | undefined;
  /** The access fails: half of the time nothing was done, else it was done and not answered. */
  readonly fail: number;
  /** The access was done, its answer is lost, and the client of the service makes it again by itself. */
  readonly repeat: number;
}

/** A fault that the simulation made; every other error is a bug. */
export class SimulatedFault extends Error {
  override readonly name = 'SimulatedFault';
}

export type Fate = 'done' | 'refused' | 'unanswered' | 'repeated';

/** One invocation of a function, one worker at one task, one request: it ends, crashes, or is killed. */
export interface Process {
  readonly name: string;
  alive: boolean;
  readonly onEnd: (how: 'done' | 'failed' | 'crashed', error: unknown) => void;
}

interface Step {
  readonly process: Process;
  readonly what: string;
  readonly go: (fate: Fate) => void;
}

interface Timer {
  readonly time: number;
  readonly order: number;
  readonly fire: () => void;
  /** Survives a kill: it is not part of what is killed. */
  readonly outside: boolean;
}

const stallOfSlow = 0.15;
const stalls: readonly [number, ...number[]] = [5, 60, 200, 700];
/** A step takes up to this long, and the steps of several processes pass side by side. */
const longestStepMs = 200;

export class Scheduler {
  now: number;
  steps = 0;
  faults: StepFaults;
  readonly #random: Random;
  readonly #log: (text: string) => void;
  #ready: Step[] = [];
  #timers: Timer[] = [];
  #timersMade = 0;
  #processes = new Set<Process>();
  /** How many processes crashed, stalls and failed accesses there were. */
  readonly counts = { crashes: 0, stalls: 0, failures: 0, repeats: 0 };

  constructor(random: Random, startAt: number, faults: StepFaults, log: (text: string) => void) {
    this.#random = random;
    this.#log = log;
    this.now = startAt;
    this.faults = faults;
  }

  /** Starts a process. `run` waits for steps; what it throws ends the process as failed. */
  spawn(name: string, run: (process: Process) => Promise<unknown>, onEnd: Process['onEnd'] = () => undefined): void {
    const process: Process = { name, alive: true, onEnd };
    this.#processes.add(process);
    run(process).then(
      () => {
        this.#end(process, 'done', undefined);
      },
      (error: unknown) => {
        this.#end(process, 'failed', error);
      },
    );
  }

  #end(process: Process, how: 'done' | 'failed' | 'crashed', error: unknown): void {
    if (!process.alive) return;
    process.alive = false;
    this.#processes.delete(process);
    if (how !== 'done') this.#log(`${process.name} ${how}${error instanceof Error ? `: ${error.message}` : ''}`);
    process.onEnd(how, error);
  }

  /** Waits until the process may make its next access. A dead process waits for ever. */
  step(process: Process, what: string): Promise<Fate> {
    return new Promise((go) => {
      if (process.alive) this.#ready.push({ process, what, go });
    });
  }

  /** Waits in virtual time. */
  sleep(process: Process, ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.at(ms, () => {
        if (process.alive) {
          this.#ready.push({
            process,
            what: 'wakes up',
            go: () => {
              resolve();
            },
          });
        }
      });
    });
  }

  /** Does something later, unless everything is killed before. */
  at(delayMs: number, fire: () => void, outside = false): void {
    const timer = { time: this.now + Math.max(0, Math.round(delayMs)), order: this.#timersMade++, fire, outside };
    let [low, high] = [0, this.#timers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      // Latest first, so that the next one is popped from the end.
      if ((this.#timers[middle]?.time ?? 0) > timer.time) low = middle + 1;
      else high = middle;
    }
    this.#timers.splice(low, 0, timer);
  }

  /** Ends every process and forgets every timer but those of the outside. */
  kill(): void {
    for (const process of this.#processes) process.alive = false;
    this.#processes.clear();
    this.#ready = [];
    this.#timers = this.#timers.filter((timer) => timer.outside);
  }

  get isIdle(): boolean {
    return this.#ready.length === 0;
  }
  get hasProcesses(): boolean {
    return this.#processes.size > 0;
  }

  /** Lets one step go, or, where there is none, time up to the next timer. False when nothing is left to happen. */
  async advance(): Promise<boolean> {
    if (this.#fireDue()) await drained();
    if (this.#ready.length > 0) {
      this.#letOneGo();
      await drained();
      return true;
    }
    const next = this.#timers.at(-1);
    if (!next) return false;
    this.now = Math.max(this.now, next.time);
    return true;
  }

  #fireDue(): boolean {
    let fired = false;
    for (let next = this.#timers.at(-1); next && next.time <= this.now; next = this.#timers.at(-1)) {
      this.#timers.pop();
      next.fire();
      fired = true;
    }
    return fired;
  }

  #letOneGo(): void {
    const at = this.#random.whole(0, this.#ready.length - 1);
    const step = this.#ready[at];
    const last = this.#ready.pop();
    if (!step || !last) return;
    if (last !== step) this.#ready[at] = last;
    this.now += this.#random.whole(0, Math.ceil(longestStepMs / (this.#ready.length + 1)));
    this.steps += 1;
    const { crash, fail, repeat, slow } = this.faults;
    const stall = slow !== undefined && step.process.name.startsWith(slow) ? stallOfSlow : this.faults.stall;
    const chance = this.#random.next();
    if (chance < crash) this.#crash(step);
    else if (chance < crash + stall) this.#stall(step);
    else if (chance < crash + stall + fail) this.#fail(step);
    else if (chance < crash + stall + fail + repeat) this.#repeat(step);
    else step.go('done');
  }

  #crash({ process, what }: Step): void {
    this.counts.crashes += 1;
    this.#log(`${process.name} crashes before ${what}`);
    this.stop(process);
  }

  /** Ends a process where it stands. */
  stop(process: Process): void {
    this.#ready = this.#ready.filter((step) => step.process !== process);
    this.#end(process, 'crashed', undefined);
  }

  #stall(step: Step): void {
    this.counts.stalls += 1;
    const seconds = this.#random.of(stalls);
    this.#log(`${step.process.name} stalls ${String(seconds)} s before ${step.what}`);
    this.at(seconds * 1_000, () => {
      if (step.process.alive) this.#ready.push(step);
    });
  }

  #fail(step: Step): void {
    this.counts.failures += 1;
    const fate = this.#random.chance(0.5) ? 'refused' : 'unanswered';
    this.#log(`${step.process.name} ${step.what}: ${fate}`);
    step.go(fate);
  }

  #repeat(step: Step): void {
    this.counts.repeats += 1;
    this.#log(`${step.process.name} ${step.what}: done, and made again`);
    step.go('repeated');
  }
}

/** Until everything that a step set off has come to its next step: the next tick comes after all microtasks. */
const drained = (): Promise<void> =>
  new Promise((resolve) => {
    process.nextTick(resolve);
  });
