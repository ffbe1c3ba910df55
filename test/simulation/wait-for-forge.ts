/**
 * A worker before it takes a task: the same accesses in the same order as the worker's own code, in virtual time. It books the writes of
 * the task at the only forge there is. Where there is no room now, the task is handed back until the time that was booked.
 */
import type { ReceivedTask } from '../../adapters/ports.ts';
import { isoOf } from '../../contracts/fields.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { book, giveBack, secondsBetween, writesWithin, type Bookings, type ForgeLimits } from '../../core/forge-bookings.ts';
import { publishMove } from '../../tasks/record-event.ts';
import { type Random } from './random.ts';
import type { SimulatedWorker } from './work-on-task.ts';

/** The host that all repositories of a world are at. */
export const simulatedHost = 'git.acme.example';
const bucket = `FORGE#${simulatedHost}#0`;
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

/** True if the work on the task may begin. False: its message comes again when its time has come, or another worker has it. */
export async function mayBegin(worker: SimulatedWorker, message: ReceivedTask): Promise<boolean> {
  const { forge, tasks, queue, clockAndIds } = worker;
  if (!forge) return true;
  const row = await tasks.getTask(message.taskId);
  if (row?.status !== 'SUBMITTED') return true;
  const now = clockAndIds.now();
  const until = row.waits_for ? Date.parse(row.waits_for.until) : 0;
  if (until <= now && now - until <= latestMs) return true;
  const at = until > now ? until : await bookAndNote(worker, forge, row);
  if (at === undefined) return true;
  await queue.hide(message.receipt, Math.ceil((at - now) / 1_000));
  return false;
}

/** Answers the time until which the task waits (epoch ms); undefined if it waits for nothing. */
async function bookAndNote(worker: SimulatedWorker, forge: SimulatedForge, row: TaskRow): Promise<number | undefined> {
  const { tasks, clockAndIds } = worker;
  const writes = writesWithin(forge.limits, forge.writes());
  const seconds = forge.closesFor();
  if (seconds > 0) await tasks.closeForge(bucket, clockAndIds.now() + seconds * 1_000);
  const at = await booked(worker, { forge, row, writes });
  const now = clockAndIds.now();
  if (at <= now && !row.waits_for) return undefined;
  const wait = { host: simulatedHost, until: isoOf(at), every_s: secondsBetween(forge.limits, writes), bucket, writes };
  const waiting = await tasks.waitForForgeIf(row, wait, now);
  // Another worker was here meanwhile: the message comes again at once.
  if (!waiting) return now;
  if (at <= now) return undefined;
  await publishMove(worker, waiting, 'SUBMITTED');
  return at;
}

async function booked(
  { tasks, clockAndIds }: SimulatedWorker,
  { forge: { limits }, row, writes }: { forge: SimulatedForge; row: TaskRow; writes: number },
): Promise<number> {
  for (;;) {
    const read = await tasks.getForgeBucket(bucket);
    const before = without(read?.bookings ?? new Map(), row);
    const asked = { bookings: before, limits, writes, now: clockAndIds.now(), notBefore: read?.closedUntil ?? 0 };
    const { bookings, at } = book(asked);
    if (await tasks.putForgeBookingsIf(bucket, read, bookings)) return at;
  }
}

const without = (bookings: Bookings, { waits_for: wait }: TaskRow): Bookings =>
  wait ? giveBack(bookings, Date.parse(wait.until), wait.writes) : bookings;
