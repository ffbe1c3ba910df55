/**
 * A worker before it takes a task: the same accesses in the same order as worker/hold/forge-turn.ts, in virtual time. It books the writes
 * of the task at the only forge there is. Where there is no room now, the task is handed back until the time that was booked.
 */
import type { ClockAndIds } from '../../adapters/ports.ts';
import { isoOf } from '../../contracts/fields.ts';
import type { ForgeWait, TaskRow } from '../../contracts/task.ts';
import { secondsBetween, type ForgeLimits } from '../../core/forge-bookings.ts';
import { bookAtForge, giveBackAtForge } from '../../tasks/book-at-forge.ts';
import { publishMove, recordEvent } from '../../tasks/record-event.ts';
import type { WorkerPorts } from '../../worker/hold/worker-setup.ts';
import type { Random } from './random.ts';

const host = 'git.acme.example';
const bucket = `FORGE#${host}#0`;
/** A task that comes later than so many milliseconds after its time books anew. */
const latestMs = 60_000;

/** A forge with limits, which now and then takes no writes for a while. */
export class SimulatedForge {
  readonly limits: ForgeLimits;
  readonly #random: Random;
  readonly #closing: number;

  constructor(random: Random) {
    this.limits = random.of<ForgeLimits>([
      { perMinute: 1, perHour: null },
      { perMinute: 4, perHour: null },
      { perMinute: null, perHour: 12 },
      { perMinute: 2, perHour: 20 },
    ]);
    this.#closing = random.of([0, 0.1]);
    this.#random = random;
  }

  /** For how many seconds the forge closes when it is asked now; 0: it does not. */
  closesFor(): number {
    return this.#random.chance(this.#closing) ? this.#random.of([20, 400, 4_000]) : 0;
  }

  writes(): number {
    return this.#random.whole(1, 2);
  }
}

export type SimulatedTurn =
  | { readonly kind: 'begin'; readonly giveBack: () => Promise<void> }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'gone' };

interface Waiter extends Pick<WorkerPorts, 'tasks' | 'events' | 'bus'> {
  readonly clockAndIds: ClockAndIds;
  readonly forge: SimulatedForge | undefined;
}

const free: SimulatedTurn = { kind: 'begin', giveBack: () => Promise.resolve() };

/** @param row of a task that is free */
export async function simulatedTurn(worker: Waiter, row: TaskRow): Promise<SimulatedTurn> {
  const { forge, tasks, clockAndIds } = worker;
  if (!forge || row.status !== 'SUBMITTED') return free;
  const now = clockAndIds.now();
  const earlier = row.waits_for ?? undefined;
  const until = earlier ? Date.parse(earlier.until) : 0;
  if (until > now) return { kind: 'wait', until };
  const seconds = forge.closesFor();
  if (seconds > 0) await tasks.closeForge(bucket, now + seconds * 1_000);
  const isClosed = async (): Promise<boolean> => ((await tasks.getForgeBucket(bucket))?.closedUntil ?? 0) > until;
  if (earlier && now - until <= latestMs && !(await isClosed())) return free;
  const { limits } = forge;
  const { at, writes } = await bookAtForge(tasks, { bucket, limits, writes: forge.writes(), now, instead: earlier });
  const wait = { host, until: isoOf(at), every_s: secondsBetween(limits, writes), bucket, writes };
  if (at <= now && !earlier) return { kind: 'begin', giveBack: () => giveBackAtForge(tasks, wait) };
  return noted(worker, row, wait);
}

async function noted(worker: Waiter, row: TaskRow, wait: ForgeWait): Promise<SimulatedTurn> {
  const { tasks, clockAndIds } = worker;
  const now = clockAndIds.now();
  const waiting = await tasks.waitForForgeIf(row, wait, now);
  if (!waiting) {
    await giveBackAtForge(tasks, wait);
    return { kind: 'gone' };
  }
  const until = Date.parse(wait.until);
  if (until <= now) return free;
  await publishMove(worker, waiting, 'SUBMITTED');
  await recordEvent(worker, row.task_id, 'waits_for_forge', { host, until: wait.until });
  return { kind: 'wait', until };
}
