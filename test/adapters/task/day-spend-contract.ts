/** The contract of the task stores for what users spend in a day. */
import { ulid } from 'ulid';
import type { NewReserve } from '../../../adapters/spend-stores.ts';
import type { TaskStore } from '../../../adapters/task-stores.ts';

export function daySpendContract(name: string, makeStore: () => TaskStore): void {
  describe(`${name}: what a user spends in a day`, () => {
    /** A day of a user of its own, and a function that reads the item and reserves. */
    const dayIn = () => {
      const store = makeStore();
      const of = { userId: `auth0|${ulid()}#x`, day: '2026-11-05' };
      const reserve = async (task: string, micro: number, more: Partial<NewReserve> = {}): Promise<boolean> =>
        store.reserveIfWithin(of, { name: task, micro, limit: 100, most: 10, read: await store.getDaySpend(of), ...more });
      return { store, of, reserve, read: () => store.getDaySpend(of) };
    };

    test('is the sum of the reserves, each of which is kept under its name', async () => {
      const { reserve, read } = dayIn();
      expect(await read()).toBeUndefined();
      expect(await reserve('key#a b', 60)).toBe(true);
      expect(await reserve('task#1', 40)).toBe(true);
      expect(await read()).toEqual({
        committed: 100,
        charged: 0,
        reserves: new Map([
          ['key#a b', 60],
          ['task#1', 40],
        ]),
      });
    });

    test('takes no reserve beyond the limit, also where the limit is lower than before', async () => {
      const { reserve, read } = dayIn();
      expect(await reserve('a', 101)).toBe(false);
      expect(await reserve('a', 60)).toBe(true);
      expect(await reserve('b', 41)).toBe(false);
      expect(await reserve('b', 40, { limit: 99 })).toBe(false);
      expect((await read())?.committed).toBe(60);
      expect(await reserve('b', 41, { limit: 101 })).toBe(true);
    });

    test('of many reserves at once takes what fits, and each once', async () => {
      const { store, of, read } = dayIn();
      const names = Array.from({ length: 40 }, (_, n) => `task#${n % 20}`);
      const tries = names.map((each) =>
        store.reserveIfWithin(of, { name: each, micro: 7, limit: 100, most: 50, read: undefined }),
      );
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(14);
      expect(await read()).toMatchObject({ committed: 98, charged: 0 });
      expect((await read())?.reserves.size).toBe(14);
    });

    test('has a bounded number of reserves; one of them may still rise', async () => {
      const { reserve, read } = dayIn();
      expect(await reserve('a', 1, { most: 1 })).toBe(true);
      expect(await reserve('b', 1, { most: 1 })).toBe(false);
      expect(await reserve('a', 5, { most: 1 })).toBe(true);
      expect(await read()).toEqual({ committed: 5, charged: 0, reserves: new Map([['a', 5]]) });
    });

    test('a reserve rises only from what was read, and only within the limit', async () => {
      const { reserve, read } = dayIn();
      const before = await read();
      await reserve('a', 60);
      expect(await reserve('a', 80, { read: before })).toBe(false);
      expect(await reserve('a', 101)).toBe(false);
      const old = await read();
      expect(await reserve('a', 80)).toBe(true);
      expect(await reserve('a', 90, { read: old })).toBe(false);
      expect((await read())?.committed).toBe(80);
    });

    test('a reserve is replaced by what counts instead, once', async () => {
      const { store, of, reserve, read } = dayIn();
      await reserve('a', 60);
      await reserve('b', 40);
      expect(await store.chargeReserveIf(of, { name: 'a', was: 59, counts: 0 })).toBe(false);
      const charges = [1, 2, 3].map(() => store.chargeReserveIf(of, { name: 'a', was: 60, counts: 13 }));
      expect((await Promise.all(charges)).filter(Boolean)).toHaveLength(1);
      expect(await read()).toEqual({ committed: 53, charged: 1, reserves: new Map([['b', 40]]) });
      expect(await store.chargeReserveIf(of, { name: 'b', was: 40, counts: 90 })).toBe(true);
      expect(await read()).toEqual({ committed: 103, charged: 2, reserves: new Map() });
      expect(await reserve('c', 1)).toBe(false);
    });

    test('takes no reserve of a caller that read before one was taken away', async () => {
      const { store, of, reserve, read } = dayIn();
      await reserve('a', 60);
      const old = await read();
      await store.chargeReserveIf(of, { name: 'a', was: 60, counts: 1 });
      expect(await reserve('a', 60, { read: old })).toBe(false);
      expect(await reserve('c', 60, { read: undefined })).toBe(false);
      expect(await reserve('c', 60)).toBe(true);
    });

    test('nothing is charged where there is no item', async () => {
      const { store, of, read } = dayIn();
      expect(await store.chargeReserveIf(of, { name: 'a', was: 1, counts: 1 })).toBe(false);
      await store.closeDaySpendIfNoReserve(of);
      expect(await read()).toBeUndefined();
    });

    test('is listed while it has reserves, and until it is taken off the list', async () => {
      const { store, of, reserve } = dayIn();
      const isListed = async () => (await store.listOpenDaySpends()).some(({ userId }) => userId === of.userId);
      expect(await isListed()).toBe(false);
      await reserve('a', 60);
      expect(await store.listOpenDaySpends()).toContainEqual(of);
      await store.closeDaySpendIfNoReserve(of);
      expect(await isListed()).toBe(true);
      await store.chargeReserveIf(of, { name: 'a', was: 60, counts: 60 });
      expect(await isListed()).toBe(true);
      await store.closeDaySpendIfNoReserve(of);
      expect(await isListed()).toBe(false);
      await reserve('b', 1);
      expect(await isListed()).toBe(true);
    });

    test('is in no list of tasks', async () => {
      const { store, of, reserve } = dayIn();
      await reserve('a', 60);
      expect((await store.listTasksOfUser(of.userId, { limit: 10 })).items).toEqual([]);
      expect((await store.listTasksOfMonth('2026-11', { limit: 100 })).items.every(({ task_id }) => task_id.length === 26)).toBe(
        true,
      );
      for (const state of ['SUBMITTED', 'QUEUED', 'ACTIVE'] as const) {
        const open = await store.listOpenTasksBefore(state, Infinity, 10_000);
        expect(open.every(({ taskId }) => taskId.length === 26)).toBe(true);
      }
    });
  });
}
