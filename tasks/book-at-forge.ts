/** Books the writes of tasks at a forge, and gives bookings back that were not used. The item of the bookings decides between those that book at once. */
import type { ForgeBucketStore } from '../adapters/task-stores.ts';
import type { ForgeWait } from '../contracts/task.ts';
import { book, giveBack, writesWithin, type Bookings, type ForgeLimits } from '../core/forge-bookings.ts';

export interface WantedWrites {
  /** From `forgeBucketId`. */
  readonly bucket: string;
  readonly limits: ForgeLimits;
  readonly writes: number;
  /** Epoch milliseconds. */
  readonly now: number;
  /** A booking that this one replaces. */
  readonly instead?: Pick<ForgeWait, 'until' | 'writes'> | undefined;
}

/** Each lost race is a booking of another worker. More of them in a row than there are workers count as a bug. */
const mostRaces = 200;

/**
 * Answers the time at which the writes may be made, in epoch milliseconds, and how many are booked. Where the forge has no limits,
 * nothing is booked: the time is that at which it takes writes again, if it is closed.
 */
export async function bookAtForge(
  buckets: ForgeBucketStore,
  { bucket, limits, writes: wanted, now, instead }: WantedWrites,
): Promise<{ at: number; writes: number }> {
  const writes = writesWithin(limits, wanted);
  const isUnlimited = limits.perMinute === null && limits.perHour === null;
  for (let race = 0; race < mostRaces; race += 1) {
    const read = await buckets.getForgeBucket(bucket);
    const notBefore = read?.closedUntil ?? 0;
    if (isUnlimited) return { at: Math.max(now, notBefore), writes };
    const { bookings, at } = book({ bookings: without(read?.bookings ?? new Map(), instead), limits, writes, now, notBefore });
    if (await buckets.putForgeBookingsIf(bucket, read, bookings)) return { at, writes };
  }
  throw new Error(`Nothing could be booked in ${bucket}: it changed at each try.`);
}

/** For a task that does not make its writes. Does nothing where the booking is not known any more. */
export async function giveBackAtForge(
  buckets: ForgeBucketStore,
  { bucket, until, writes }: Pick<ForgeWait, 'bucket' | 'until' | 'writes'>,
): Promise<void> {
  for (let race = 0; race < mostRaces; race += 1) {
    const read = await buckets.getForgeBucket(bucket);
    if (!read?.bookings.size) return;
    if (await buckets.putForgeBookingsIf(bucket, read, giveBack(read.bookings, Date.parse(until), writes))) return;
  }
  throw new Error(`Nothing could be given back in ${bucket}: it changed at each try.`);
}

const without = (bookings: Bookings, booked: WantedWrites['instead']): Bookings =>
  booked ? giveBack(bookings, Date.parse(booked.until), booked.writes) : bookings;
