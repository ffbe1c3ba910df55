/** The contract of the task stores for tasks that wait for a forge, and for what is booked there. */
import { ulid } from 'ulid';
import type { TaskStore } from '../../../adapters/task-stores.ts';
import { forgeBucketId } from '../../../contracts/keys.ts';
import type { ForgeWait } from '../../../contracts/task.ts';
import { spanMs } from '../../../core/forge-bookings.ts';
import { makeTask } from './task-row.ts';

const now = Date.UTC(2026, 10, 5);
const iso = (ms: number): string => new Date(ms).toISOString();
const span = now / spanMs;

const waitUntil = (until: number): ForgeWait => ({
  host: 'git.acme.example',
  until: iso(until),
  every_s: 7.2,
  bucket: 'FORGE#git.acme.example#0',
  writes: 1,
});

export function forgeWaitContract(name: string, makeStore: () => TaskStore): void {
  const bucketIn = () => ({ store: makeStore(), bucket: forgeBucketId('git.acme.example', ulid()) });

  describe(`${name}: tasks that wait for a forge`, () => {
    const stored = async () => {
      const store = makeStore();
      const row = await makeTask({ now });
      await store.putTaskIfAbsent(row);
      return { store, row };
    };

    test('a row tells what its task waits for, and is open since the end of the wait', async () => {
      const { store, row } = await stored();
      const wait = waitUntil(now + 60_000);
      const waiting = await store.waitForForgeIf(row, wait, now + 1);
      expect(waiting).toEqual({ ...row, waits_for: wait, open_since: wait.until, updated_at: iso(now + 1) });
      expect(await store.getTask(row.task_id)).toEqual(waiting);
      const listed = async (before: number) =>
        (await store.listOpenTasksBefore('SUBMITTED', before, 10_000)).some(({ taskId }) => taskId === row.task_id);
      expect(await listed(now + 59_999)).toBe(false);
      expect(await listed(now + 60_001)).toBe(true);
    });

    test('of two that note a wait in the same row one wins, and the winner may note another', async () => {
      const { store, row } = await stored();
      const first = await store.waitForForgeIf(row, waitUntil(now + 1), now);
      expect(await store.waitForForgeIf(row, waitUntil(now + 2), now)).toBeUndefined();
      const second = first && (await store.waitForForgeIf(first, waitUntil(now + 3), now));
      expect(second?.waits_for?.until).toBe(iso(now + 3));
      expect(first && (await store.waitForForgeIf(first, waitUntil(now + 4), now))).toBeUndefined();
    });

    test('a task that was begun or has ended does not wait', async () => {
      const { store, row } = await stored();
      await store.beginHoldIfHigher(row, { holdNumber: 1, now });
      expect(await store.waitForForgeIf(row, waitUntil(now + 1), now)).toBeUndefined();
      const other = await stored();
      await other.store.moveTaskIfStatus(other.row.task_id, { from: ['SUBMITTED'], to: 'CANCELLED', now });
      expect(await other.store.waitForForgeIf(other.row, waitUntil(now + 1), now)).toBeUndefined();
    });

    test('a task that waited is active since it was begun', async () => {
      const { store, row } = await stored();
      const waiting = await store.waitForForgeIf(row, waitUntil(now + 60_000), now);
      const begun = waiting && (await store.beginHoldIfHigher(waiting, { holdNumber: 1, now: now + 70_000 }));
      expect(begun).toMatchObject({ status: 'HYDRATING', claim: 1, open_for: 'ACTIVE', open_since: iso(now + 70_000) });
    });
  });

  describe(`${name}: bookings at a forge`, () => {
    test('keeps them as they are, and each write needs the revision that was read', async () => {
      const { store, bucket } = bucketIn();
      expect(await store.getForgeBucket(bucket)).toBeUndefined();
      const bookings = new Map([
        [span + 40, 1],
        [span, 3],
        [span + 1, 1],
      ]);
      expect(await store.putForgeBookingsIf(bucket, undefined, bookings)).toBe(true);
      expect(await store.putForgeBookingsIf(bucket, undefined, new Map())).toBe(false);
      const read = await store.getForgeBucket(bucket);
      expect(read).toEqual({ revision: 1, bookings, closedUntil: 0 });
      expect(await store.putForgeBookingsIf(bucket, read, new Map())).toBe(true);
      expect(await store.putForgeBookingsIf(bucket, read, bookings)).toBe(false);
      expect(await store.getForgeBucket(bucket)).toEqual({ revision: 2, bookings: new Map(), closedUntil: 0 });
    });

    test('the latest closing stays, whoever says it, and does not touch the bookings', async () => {
      const { store, bucket } = bucketIn();
      await store.closeForge(bucket, now + 1_000);
      const closed = await store.getForgeBucket(bucket);
      expect(closed).toEqual({ revision: 1, bookings: new Map(), closedUntil: now + 1_000 });
      expect(await store.putForgeBookingsIf(bucket, undefined, new Map())).toBe(false);
      expect(await store.putForgeBookingsIf(bucket, closed, new Map([[span, 1]]))).toBe(true);
      await Promise.all([5_000, 9_000, 2_000].map((ms) => store.closeForge(bucket, now + ms)));
      expect(await store.getForgeBucket(bucket)).toMatchObject({ bookings: new Map([[span, 1]]), closedUntil: now + 9_000 });
      expect(await store.putForgeBookingsIf(bucket, closed, new Map())).toBe(false);
    });

    test('of many that book at once one is the first', async () => {
      const { store, bucket } = bucketIn();
      const books = Array.from({ length: 20 }, (_, n) => store.putForgeBookingsIf(bucket, undefined, new Map([[span + n, 1]])));
      expect((await Promise.all(books)).filter(Boolean)).toHaveLength(1);
    });
  });
}
