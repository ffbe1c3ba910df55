/** The tasks of a user that wait for a slot: the lanes that they wait in, the lane whose turn it is, and the next task of that lane. */
import { nextInTurn } from '../core/next-in-turn.ts';
import type { TaskRow } from '../contracts/task.ts';
import type { TaskPlace, UserStanding } from '../adapters/task-stores.ts';
import { placeOf } from '../adapters/task/task-lane.ts';
import type { TaskPorts } from './task-ports.ts';

/** A lane is read with so many tasks more than there are free slots, because the list may still show tasks that were taken up. */
const spare = 10;
/** Milliseconds after which a lane is noted again when a task comes to wait in it. */
const noteAgainAfter = 30_000;
/** Milliseconds after which an empty lane is forgotten. The list of queued tasks is never so late. */
const forgetAfter = 120_000;

interface Waiting {
  readonly standing: UserStanding;
  /** Free slots. */
  readonly free: number;
  /** QUEUED tasks that the lists may not show yet. */
  readonly known: readonly TaskRow[];
}

/** Hands out waiting tasks, one at a time. Reads a lane only when its turn comes. */
export class WaitingTasks {
  readonly #ports: TaskPorts;
  readonly #userId: string;
  readonly #standing: UserStanding;
  readonly #known: readonly TaskRow[];
  readonly #free: number;
  readonly #lanes: Map<string, TaskPlace[] | undefined>;
  readonly #held: Map<string, number>;
  #last: string | undefined;

  constructor(ports: TaskPorts, userId: string, from: Waiting) {
    this.#ports = ports;
    this.#userId = userId;
    this.#standing = from.standing;
    this.#known = from.known;
    this.#free = from.free;
    this.#last = from.standing.lastLane;
    const lanes = [...from.standing.waiting.map(({ lane }) => lane), ...from.known.map((row) => placeOf(row).lane)];
    this.#lanes = new Map(lanes.map((lane) => [lane, undefined]));
    const held = Map.groupBy(from.standing.slots, ({ lane }) => lane);
    this.#held = new Map([...held].map(([lane, slots]) => [lane, slots.length]));
  }

  /** Notes the lanes in which known tasks wait. Call it after their rows are written, so that a reader of the note finds them. */
  async note(): Promise<void> {
    const now = this.#ports.clockAndIds.now();
    const noted = new Map(this.#standing.waiting.map(({ lane, since }) => [lane, since]));
    for (const lane of new Set(this.#known.map((row) => placeOf(row).lane))) {
      if (now - (noted.get(lane) ?? 0) < noteAgainAfter) continue;
      await this.#ports.tasks.noteWaitingLane(this.#userId, lane, now);
    }
  }

  /** Known tasks that are QUEUED though they have a slot. */
  withSlot(): TaskPlace[] {
    const holders = new Set(this.#standing.slots.map(({ taskId }) => taskId));
    return this.#known.map(placeOf).filter(({ taskId }) => holders.has(taskId));
  }

  /** The next task; undefined if none waits. */
  async takeNext(): Promise<TaskPlace | undefined> {
    for (;;) {
      const lane = nextInTurn([...this.#lanes.keys()], (name) => this.#held.get(name) ?? 0, this.#last);
      if (lane === undefined) return undefined;
      const places = this.#lanes.get(lane) ?? (await this.#readLane(lane));
      const next = places.shift();
      if (next) {
        this.#lanes.set(lane, places);
        this.#held.set(lane, (this.#held.get(lane) ?? 0) + 1);
        this.#last = lane;
        return next;
      }
      this.#lanes.delete(lane);
    }
  }

  async #readLane(lane: string): Promise<TaskPlace[]> {
    const { tasks } = this.#ports;
    const listed = await tasks.listQueuedTasks(this.#userId, lane, this.#free + spare);
    const known = this.#known.filter((row) => placeOf(row).lane === lane).map((row) => row.task_id);
    if (listed.length === 0 && known.length === 0) await this.#forget(lane);
    const holders = new Set(this.#standing.slots.map(({ taskId }) => taskId));
    // The list may be late, so the rows are read: only QUEUED tasks count. ULIDs sort by age.
    const rows = (await tasks.getTasks([...new Set([...listed, ...known])])).filter((row) => row.status === 'QUEUED');
    return rows
      .map(placeOf)
      .filter(({ taskId }) => !holders.has(taskId))
      .sort((a, b) => (a.taskId < b.taskId ? -1 : 1));
  }

  async #forget(lane: string): Promise<void> {
    const since = this.#standing.waiting.find((one) => one.lane === lane)?.since;
    if (since === undefined || this.#ports.clockAndIds.now() - since < forgetAfter) return;
    await this.#ports.tasks.forgetWaitingLaneIfSince(this.#userId, lane, since);
  }
}
