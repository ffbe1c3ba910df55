/**
 * One task and a few workers: each of the first two stops before a given access until its lease is over, and then goes on. It is the
 * real code of the worker over the stores in memory.
 */
import type { TaskRow } from '../../contracts/task.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import { cancelTask } from '../../tasks/cancel-task.ts';
import type { TaskPorts } from '../../tasks/task-ports.ts';
import { taskEventsInMemory } from '../twins/task-events-in-memory.ts';
import { emptyTaskData, taskStoreInMemory } from '../twins/task-store-in-memory.ts';
import { Random } from './random.ts';
import type { Safeguard } from './safeguard.ts';
import { stepped, type Access } from './stepped.ts';
import { ulidOf } from './ulid-of.ts';
import { TaskWatch } from './watch-tasks.ts';
import { watchedTaskStore } from './watched-stores.ts';
import { workOnMessage, type SimulatedWorker } from './work-on-task.ts';

export interface Story {
  /** The access before which each of the two stops, from 0. A worker that makes fewer just ends. */
  readonly stops: readonly [number, number];
  /** Whether the client makes that access twice, because the first answer got lost. */
  readonly repeats: boolean;
  /** Whether the first one closes while it works, and gives the task back. */
  readonly closes: boolean;
  /** What comes while both are stopped. */
  readonly between: 'nothing' | 'third worker' | 'cancel';
  /** Who goes on first, or at all. */
  readonly goingOn: readonly (0 | 1)[];
}

export interface Told {
  /** What did not hold. */
  readonly violations: readonly string[];
  /** How many accesses the first worker made in all. */
  readonly accesses: number;
}

const leaseS = 60;

/** The work takes half a minute, two renewals, and changes something. */
class Steady extends Random {
  override next(): number {
    return 0.45;
  }
}

/** @param row a SUBMITTED task */
export async function tellStory(row: TaskRow, story: Story, off: Safeguard['without'] = {}): Promise<Told> {
  const scene = new Scene(row, off);
  const workers = story.stops.map((stop, n) => scene.worker({ ...story, stop, closes: n === 0 && story.closes }));
  for (const worker of workers) {
    await worker.untilStop();
    scene.leaseEnds();
  }
  if (story.between === 'third worker') await scene.worker().untilEnd();
  if (story.between === 'cancel') await scene.cancel();
  for (const n of story.goingOn) await workers[n]?.untilEnd();
  for (let tries = 0; tries < 2 && !scene.hasEnded; tries += 1) {
    scene.leaseEnds();
    await scene.worker().untilEnd();
  }
  if (!scene.hasEnded) scene.violations.push('the task does not end');
  return { violations: scene.violations, accesses: workers[0]?.accesses ?? 0 };
}

interface Acting {
  readonly stop: number;
  readonly repeats: boolean;
  readonly closes: boolean;
}

class ActingWorker {
  accesses = 0;
  readonly #stopped = Promise.withResolvers<undefined>();
  readonly #goOn = Promise.withResolvers<undefined>();
  readonly #acting: Acting;
  readonly #work: (access: Access) => Promise<unknown>;
  #ended: Promise<unknown> | undefined;

  constructor(acting: Acting, work: (access: Access) => Promise<unknown>) {
    this.#acting = acting;
    this.#work = work;
  }

  async untilStop(): Promise<void> {
    this.#ended = this.#work(this.#access);
    await Promise.race([this.#stopped.promise, this.#ended]);
  }

  async untilEnd(): Promise<void> {
    this.#goOn.resolve(undefined);
    await (this.#ended ?? this.#work(this.#access));
  }

  readonly #access: Access = async (_, act) => {
    const { stop, repeats } = this.#acting;
    const isStop = this.accesses++ === stop;
    if (isStop) {
      this.#stopped.resolve(undefined);
      await this.#goOn.promise;
    }
    if (isStop && repeats) await act();
    return act();
  };
}

class Scene {
  readonly violations: string[] = [];
  readonly #taskId: string;
  readonly #data = emptyTaskData();
  readonly #ports: Pick<TaskPorts, 'tasks' | 'bus' | 'clockAndIds'> & { events: ReturnType<typeof taskEventsInMemory> };
  #now: number;
  #made = 0;

  constructor(row: TaskRow, off: Safeguard['without']) {
    this.#taskId = row.task_id;
    this.#now = Date.parse(row.created_at);
    this.#data.rows.set(row.task_id, row);
    const violation = (sentence: string): void => void this.violations.push(sentence);
    const watch = new TaskWatch({ tasks: this.#data, ledgers: new Map(), violation, now: () => this.#now });
    const store = taskStoreInMemory(this.#data);
    this.#ports = {
      tasks: watchedTaskStore(off.tasks?.(store, this.#data) ?? store, this.#data, { tasks: watch }),
      events: taskEventsInMemory(),
      bus: { publishTaskStatus: () => Promise.resolve() },
      clockAndIds: { now: () => this.#now, newId: () => ulidOf(this.#now, ++this.#made) },
    };
  }

  get hasEnded(): boolean {
    const row = this.#data.rows.get(this.#taskId);
    return row !== undefined && isTaskEnded(row.status);
  }

  leaseEnds(): void {
    this.#now += (leaseS + 1) * 1_000;
  }

  /** @param acting left out: a worker that does its work without a stop */
  worker(acting: Acting = { stop: -1, repeats: false, closes: false }): ActingWorker {
    const workerId = `worker ${++this.#made}`;
    const message = { taskId: this.#taskId, receipt: workerId };
    return new ActingWorker(acting, (access) => workOnMessage(this.#portsOf(workerId, acting, access), message));
  }

  #portsOf(workerId: string, { closes }: Acting, access: Access): SimulatedWorker {
    const { tasks, events, bus, clockAndIds } = this.#ports;
    const nothing = (): Promise<void> => Promise.resolve();
    return {
      tasks: stepped(tasks, 'tasks', access),
      events: stepped(events, 'events', access),
      bus: stepped({ ...bus, publishFleetEvent: nothing }, 'bus', access),
      repos: { getRepo: () => Promise.resolve(undefined) },
      queue: stepped({ hide: nothing, remove: nothing }, 'queue', access),
      clockAndIds,
      sleep: (ms) => {
        this.#now += ms;
        return Promise.resolve();
      },
      ...{ random: new Steady(0), leaseS, workerId, failing: 0, transient: 0, mostHolds: Number.POSITIVE_INFINITY },
      poisonOf: () => undefined,
      closes: () => closes,
      onBegin: () => undefined,
      forge: undefined,
      reviewing: undefined,
      spending: undefined,
      stepping: undefined,
      dayLimit: undefined,
    };
  }

  async cancel(): Promise<void> {
    const queue = { enqueue: () => Promise.resolve() };
    await cancelTask({ ...this.#ports, queue, userTaskCap: 0, userUsdPerDay: 0 }, this.#taskId, 'asked');
  }
}
