/**
 * The workflow service: runs by name, a child per target, in each child one looping state that waits for its token's answer.
 * A failed invocation is retried with a fresh token; a wait that takes too long enters the state anew (fleet-run.asl.json).
 */
import type { DriveInput, RunInput } from '../../contracts/messages.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

interface Run {
  status: 'RUNNING' | 'SUCCEEDED' | 'ABORTED';
  readonly input: RunInput;
  readonly children: Set<number>;
}

interface Visit {
  readonly name: string;
  readonly ordinal: number;
  readonly entered: string;
  readonly retry: number;
  readonly woken: boolean;
}

export interface MachineContext {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly log: (text: string) => void;
  /** Whether messages and invocations may come twice. */
  readonly repeats: () => boolean;
  readonly childrenWithinS: number;
  /** The longest time-out of a child. */
  readonly timeoutS: number;
  readonly invoke: (input: DriveInput, onEnd: (ok: boolean) => void) => void;
  readonly onRunEnded: (name: string, status: 'SUCCEEDED' | 'ABORTED') => void;
}

export class StateMachine {
  readonly runs = new Map<string, Run>();
  /** Names of runs that were ever started, kills or not. */
  readonly started = new Set<string>();
  timeouts = 0;
  #around: MachineContext;
  #visits = new Map<string, Visit>();
  #tokens = 0;

  constructor(around: MachineContext) {
    this.#around = around;
  }

  get isAtRest(): boolean {
    return [...this.runs.values()].every((run) => run.status !== 'RUNNING');
  }
  get waiting(): string {
    return [...this.#visits].map(([token, { ordinal }]) => `${token} of ${String(ordinal)}`).join(', ');
  }
  isWaiting(token: string): boolean {
    return this.#visits.has(token);
  }

  start(name: string, input: RunInput): void {
    if (this.runs.has(name)) return;
    this.started.add(name);
    this.runs.set(name, { status: 'RUNNING', input, children: new Set(input.targets) });
    this.#around.log(`run ${name} starts for ${input.targets.join()}`);
    for (const ordinal of input.targets) this.#enter({ name, ordinal, woken: false }, this.#around.childrenWithinS * 1_000);
  }

  #enter(child: Pick<Visit, 'name' | 'ordinal' | 'woken'>, withinMs: number): void {
    const { scheduler, random } = this.#around;
    scheduler.at(random.next() * withinMs, () => {
      this.#visit({ ...child, entered: new Date(scheduler.now).toISOString(), retry: 0 });
    });
  }

  #visit(visit: Visit): void {
    const run = this.runs.get(visit.name);
    if (run?.status !== 'RUNNING') return;
    const { scheduler, random, timeoutS, repeats } = this.#around;
    const token = `T${String(++this.#tokens)}`;
    this.#visits.set(token, visit);
    const { fleet_id, run: number } = run.input;
    const { ordinal, entered, retry, woken } = visit;
    const input = { fleet_id, run: number, ordinal, token, entered, retry, woken };
    const onEnd = (ok: boolean): void => {
      if (ok || !this.#visits.delete(token)) return;
      scheduler.at(random.next() * 60_000, () => {
        this.#visit({ ...visit, retry: retry + 1 });
      });
    };
    this.#around.invoke(input, onEnd);
    if (repeats()) this.#around.invoke(input, onEnd);
    this.#limit(token, visit, timeoutS);
  }

  #limit(token: string, { name, ordinal }: Visit, timeoutS: number): void {
    // The time-out of each child is another one (fleet-run.asl.json).
    const share = 0.75 + this.#around.random.next() / 4;
    this.#around.scheduler.at(timeoutS * share * 1_000, () => {
      if (!this.#visits.delete(token)) return;
      this.timeouts += 1;
      this.#enter({ name, ordinal, woken: true }, 0);
    });
  }

  answer(token: string, again: boolean): void {
    const visit = this.#visits.get(token);
    this.#around.log(`${token} is answered again=${String(again)}${visit ? ` for ${String(visit.ordinal)}` : ' (dead)'}`);
    if (!visit) return;
    this.#visits.delete(token);
    if (again) this.#enter({ ...visit, woken: true }, 1_000);
    else this.#endChild(visit);
  }

  #endChild({ name, ordinal }: Visit): void {
    const run = this.runs.get(name);
    run?.children.delete(ordinal);
    if (run?.status !== 'RUNNING' || run.children.size > 0) return;
    run.status = 'SUCCEEDED';
    this.#around.onRunEnded(name, 'SUCCEEDED');
  }

  status(name: string): 'running' | 'succeeded' | 'ended-early' | 'unknown' {
    const run = this.runs.get(name);
    if (!run) return 'unknown';
    return run.status === 'RUNNING' ? 'running' : run.status === 'SUCCEEDED' ? 'succeeded' : 'ended-early';
  }

  /** Somebody stops a run by hand: its children are gone. */
  abortOne(): void {
    const { random, log, onRunEnded } = this.#around;
    const live = [...this.runs].filter(([, run]) => run.status === 'RUNNING');
    const chosen = live[random.whole(0, live.length - 1)];
    if (!chosen) return;
    const [name, run] = chosen;
    run.status = 'ABORTED';
    log(`run ${name} is aborted`);
    for (const [token, visit] of this.#visits) if (visit.name === name) this.#visits.delete(token);
    onRunEnded(name, 'ABORTED');
  }

  /** The runs of the embedded runtime live in memory. */
  kill(): void {
    this.runs.clear();
    this.#visits.clear();
  }
}
