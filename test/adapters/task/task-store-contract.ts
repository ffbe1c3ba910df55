import { ulid } from 'ulid';
import type { TaskStore } from '../../../adapters/ports.ts';
import { limits } from '../../../contracts/limits.ts';
import { makeTask } from './task-row.ts';

const t0 = Date.UTC(2026, 10, 5);
const minute = 60_000;

/** The contract of the task stores. @param makeStore answers an empty store, or one that other tests use too */
export function taskStoreContract(name: string, makeStore: () => TaskStore): void {
  describe(`${name}: rows`, () => {
    test('keeps a task as it is, numbers that only JSON allows among it, and finds it', async () => {
      const store = makeStore();
      const row = await makeTask({ body: { params: { tiny: 1e-200, huge: 1e300, flag: true }, vars: { empty: '' } } });
      expect(await store.putTaskIfAbsent(row)).toBe(true);
      expect(await store.getTask(row.task_id)).toEqual(row);
      expect(await store.getTask(ulid())).toBeUndefined();
    });

    test('never writes over a task', async () => {
      const store = makeStore();
      const row = await makeTask();
      await store.putTaskIfAbsent(row);
      expect(await store.putTaskIfAbsent({ ...row, user_id: 'mallory' })).toBe(false);
      expect((await store.getTask(row.task_id))?.user_id).toBe('alice');
    });

    test('reads many, without the missing and without repeats', async () => {
      const store = makeStore();
      const rows = await Promise.all(Array.from({ length: 120 }, () => makeTask()));
      await Promise.all(rows.map((row) => store.putTaskIfAbsent(row)));
      const ids = rows.map((row) => row.task_id);
      const found = await store.getTasks([...ids, ulid(), ids[0] ?? '']);
      expect(found.map((row) => row.task_id).sort()).toEqual(ids.sort());
      expect(await store.getTasks([])).toEqual([]);
    });
  });

  describe(`${name}: claims of keys`, () => {
    test('the first claim of a key stays', async () => {
      const store = makeStore();
      const key = ulid();
      expect(await store.getKeyClaim(key)).toBeUndefined();
      const first = { userId: 'alice', taskId: ulid() };
      expect(await store.putKeyClaimIfAbsent(key, first)).toEqual(first);
      expect(await store.putKeyClaimIfAbsent(key, { userId: 'bob', taskId: ulid() })).toEqual(first);
      expect(await store.putKeyClaimIfAbsent(key, { userId: 'alice', closed: true })).toEqual(first);
      expect(await store.getKeyClaim(key)).toEqual(first);
    });

    test('a closed key stays closed', async () => {
      const store = makeStore();
      const key = ulid();
      const closed = { userId: 'alice', closed: true } as const;
      expect(await store.putKeyClaimIfAbsent(key, closed)).toEqual(closed);
      expect(await store.putKeyClaimIfAbsent(key, { userId: 'alice', taskId: ulid() })).toEqual(closed);
    });

    test('of fifty claims at once one wins, and every caller gets it', async () => {
      const store = makeStore();
      const key = ulid();
      const calls = Array.from({ length: 50 }, () => store.putKeyClaimIfAbsent(key, { userId: 'alice', taskId: ulid() }));
      const answers = new Set((await Promise.all(calls)).map((claim) => JSON.stringify(claim)));
      expect(answers.size).toBe(1);
    });

    test('no list shows a claim', async () => {
      const store = makeStore();
      const userId = ulid();
      await store.putKeyClaimIfAbsent(ulid(), { userId, taskId: ulid() });
      expect((await store.listTasksOfUser(userId, { limit: 10 })).items).toEqual([]);
    });
  });

  describe(`${name}: the hold of a worker`, () => {
    test('takes a SUBMITTED task once', async () => {
      const store = makeStore();
      const row = await makeTask({ now: t0 });
      await store.putTaskIfAbsent(row);
      const claims = await Promise.all(
        [1, 2, 3, 4].map(() =>
          store.holdTaskIfFree(row.task_id, { workerId: 'w', now: t0 + minute, leaseUntil: t0 + 2 * minute }),
        ),
      );
      const won = claims.filter((claim) => claim !== undefined);
      expect(won).toHaveLength(1);
      expect(won[0]?.previous).toBe('SUBMITTED');
      expect(won[0]?.row).toMatchObject({
        status: 'HYDRATING',
        user_status: 'alice#HYDRATING',
        claim: 1,
        lease_until: iso(t0 + 2 * minute),
      });
      expect(won[0]?.row).toMatchObject({ claimed_at: iso(t0 + minute), updated_at: iso(t0 + minute) });
      expect(await store.getTask(row.task_id)).toEqual(won[0]?.row);
    });

    test('takes over only after the lease ended, once, and keeps the status', async () => {
      const store = makeStore();
      const row = await makeTask({ now: t0 });
      await store.putTaskIfAbsent(row);
      await store.holdTaskIfFree(row.task_id, { workerId: 'w', now: t0, leaseUntil: t0 + minute });
      await store.moveTaskIfStatus(row.task_id, { from: ['HYDRATING'], to: 'RUNNING', holdNumber: 1, now: t0 });
      expect(
        await store.holdTaskIfFree(row.task_id, { workerId: 'w', now: t0 + minute, leaseUntil: t0 + 2 * minute }),
      ).toBeUndefined();
      const takers = await Promise.all(
        [1, 2, 3].map(() =>
          store.holdTaskIfFree(row.task_id, { workerId: 'w', now: t0 + minute + 1, leaseUntil: t0 + 2 * minute }),
        ),
      );
      const won = takers.filter((claim) => claim !== undefined);
      expect(won).toHaveLength(1);
      expect(won[0]).toMatchObject({ previous: 'RUNNING', row: { status: 'RUNNING', claim: 2 } });
    });

    test.each(['QUEUED', 'PENDING_UPLOADS'] as const)('does not take a task that is %s', async (status) => {
      const store = makeStore();
      const row = await makeTask({ status });
      await store.putTaskIfAbsent(row);
      expect(await store.holdTaskIfFree(row.task_id, { workerId: 'w', now: t0, leaseUntil: t0 + minute })).toBeUndefined();
    });

    test('takes neither an ended task nor a missing one', async () => {
      const store = makeStore();
      const row = await makeTask();
      await store.putTaskIfAbsent(row);
      await store.holdTaskIfFree(row.task_id, { workerId: 'w', now: t0, leaseUntil: t0 + minute });
      await store.moveTaskIfStatus(row.task_id, { from: ['HYDRATING'], to: 'FAILED', now: t0 });
      expect(
        await store.holdTaskIfFree(row.task_id, { workerId: 'w', now: t0 + 9 * minute, leaseUntil: t0 + 10 * minute }),
      ).toBeUndefined();
      expect(await store.holdTaskIfFree(ulid(), { workerId: 'w', now: t0, leaseUntil: t0 + minute })).toBeUndefined();
    });

    test('the lease is renewed by its own hold, while the task is worked on', async () => {
      const store = makeStore();
      const row = await makeTask();
      await store.putTaskIfAbsent(row);
      await store.holdTaskIfFree(row.task_id, { workerId: 'w', now: t0, leaseUntil: t0 + minute });
      expect(await store.renewLeaseOfHold(row.task_id, 1, { until: t0 + 3 * minute, lastLine: 'half way' })).toBe(true);
      expect(await store.getTask(row.task_id)).toMatchObject({ lease_until: iso(t0 + 3 * minute), last_line: 'half way' });
      expect(await store.renewLeaseOfHold(row.task_id, 2, { until: t0 + 4 * minute, lastLine: 'not mine' })).toBe(false);
      await store.moveTaskIfStatus(row.task_id, { from: ['HYDRATING'], to: 'CANCELLED', now: t0 });
      expect(await store.renewLeaseOfHold(row.task_id, 1, { until: t0 + 4 * minute })).toBe(false);
    });
  });

  describe(`${name}: a worker that is gone`, () => {
    test('its lease is ended, only by its own name and only while the task is worked on', async () => {
      const store = makeStore();
      const row = await makeTask();
      await store.putTaskIfAbsent(row);
      expect(await store.endLeaseOfWorker(row.task_id, 'w', t0)).toBe(false);
      await store.holdTaskIfFree(row.task_id, { workerId: 'w', now: t0, leaseUntil: t0 + 9 * minute });
      expect(await store.endLeaseOfWorker(row.task_id, 'v', t0 + minute)).toBe(false);
      expect(await store.endLeaseOfWorker(row.task_id, 'w', t0 + minute)).toBe(true);
      const next = { workerId: 'v', now: t0 + minute, leaseUntil: t0 + 9 * minute };
      expect(await store.holdTaskIfFree(row.task_id, next)).toMatchObject({ row: { claim: 2, claimed_by: 'v' } });
      expect(await store.endLeaseOfWorker(row.task_id, 'w', t0 + minute)).toBe(false);
      await store.moveTaskIfStatus(row.task_id, { from: ['HYDRATING'], to: 'FAILED', now: t0 });
      expect(await store.endLeaseOfWorker(row.task_id, 'v', t0 + minute)).toBe(false);
    });

    test('a hold after the last that may work gives the task no more time', async () => {
      const store = makeStore();
      const row = { ...(await makeTask()), claim: limits.holds - 1 };
      await store.putTaskIfAbsent(row);
      const claimAt = (now: number) => store.holdTaskIfFree(row.task_id, { workerId: 'w', now, leaseUntil: now });
      expect((await claimAt(t0))?.row).toMatchObject({ claim: limits.holds, claimed_at: iso(t0) });
      expect((await claimAt(t0 + minute))?.row).toMatchObject({ claim: limits.holds + 1, claimed_at: iso(t0) });
    });
  });

  describe(`${name}: moves`, () => {
    test('moves only from the statuses named, and writes what changed', async () => {
      const store = makeStore();
      const row = await makeTask({ now: t0 });
      await store.putTaskIfAbsent(row);
      const move = {
        to: 'CANCELLED',
        changes: { completed_at: iso(t0 + minute), cost_usd: 0.5, error_message: null },
        now: t0 + minute,
      } as const;
      expect(await store.moveTaskIfStatus(row.task_id, { ...move, from: ['QUEUED', 'RUNNING'] })).toBeUndefined();
      const moved = await store.moveTaskIfStatus(row.task_id, { ...move, from: ['QUEUED', 'SUBMITTED'] });
      expect(moved).toMatchObject({
        status: 'CANCELLED',
        user_status: 'alice#CANCELLED',
        cost_usd: 0.5,
        updated_at: iso(t0 + minute),
      });
      expect(moved?.ttl).toBeGreaterThan((t0 + 399 * 24 * 60 * minute) / 1_000);
      expect(await store.getTask(row.task_id)).toEqual(moved);
      expect(await store.moveTaskIfStatus(ulid(), { ...move, from: ['SUBMITTED'] })).toBeUndefined();
    });

    test('a change that is undefined touches nothing', async () => {
      const store = makeStore();
      const row = await makeTask({ status: 'QUEUED', body: { max_turns: 7 } });
      await store.putTaskIfAbsent(row);
      const moved = await store.moveTaskIfStatus(row.task_id, {
        from: ['QUEUED'],
        to: 'SUBMITTED',
        changes: { vars: { a: 1 } },
        now: t0,
      });
      expect(moved).toMatchObject({ max_turns: 7, vars: { a: 1 }, params: {} });
    });

    test('a move of an earlier hold changes nothing', async () => {
      const store = makeStore();
      const row = await makeTask();
      await store.putTaskIfAbsent(row);
      await store.holdTaskIfFree(row.task_id, { workerId: 'w', now: t0, leaseUntil: t0 + minute });
      await store.holdTaskIfFree(row.task_id, { workerId: 'w', now: t0 + 2 * minute, leaseUntil: t0 + 3 * minute });
      const move = { from: ['HYDRATING'], to: 'RUNNING', now: t0 } as const;
      expect(await store.moveTaskIfStatus(row.task_id, { ...move, holdNumber: 1 })).toBeUndefined();
      expect(await store.moveTaskIfStatus(row.task_id, { ...move, holdNumber: 2 })).toMatchObject({ status: 'RUNNING' });
    });

    test('refuses a move that is not in the table', async () => {
      const store = makeStore();
      const row = await makeTask();
      await store.putTaskIfAbsent(row);
      const move = { from: ['SUBMITTED'], to: 'COMPLETED', now: t0 } as const;
      await expect(store.moveTaskIfStatus(row.task_id, move)).rejects.toThrow('may not move from SUBMITTED to COMPLETED');
    });
  });

  describe(`${name}: lists`, () => {
    test('a user sees their own tasks, newest first, page by page', async () => {
      const store = makeStore();
      const userId = ulid();
      const ids = [1, 2, 3, 4, 5].map((n) => ulid(t0 + n * minute));
      for (const id of ids) await store.putTaskIfAbsent(await makeTask({ id, userId }));
      await store.putTaskIfAbsent(await makeTask({ userId: ulid() }));
      const first = await store.listTasksOfUser(userId, { limit: 3 });
      const second = await store.listTasksOfUser(userId, { limit: 3, after: first.next });
      expect([...first.items, ...second.items].map((row) => row.task_id)).toEqual([...ids].reverse());
      expect(second.next).toBeUndefined();
    });

    test('operators see a month', async () => {
      const store = makeStore();
      const now = Date.UTC(2031, 1, 3);
      const row = await makeTask({ now });
      await store.putTaskIfAbsent(row);
      expect((await store.listTasksOfMonth('2031-02', { limit: 10 })).items).toContainEqual(row);
      expect((await store.listTasksOfMonth('2031-03', { limit: 10 })).items).toEqual([]);
    });

    test('queued tasks come oldest first, and leave the list when they move', async () => {
      const store = makeStore();
      const userId = ulid();
      const ids = [3, 1, 2].map((n) => ulid(t0 + n * minute));
      for (const id of ids) await store.putTaskIfAbsent(await makeTask({ id, userId, status: 'QUEUED' }));
      expect(await store.listQueuedTasks(userId, 'tasks', 10)).toEqual([...ids].sort());
      await store.moveTaskIfStatus(ids[1] ?? '', { from: ['QUEUED'], to: 'SUBMITTED', now: t0 });
      expect(await store.listQueuedTasks(userId, 'tasks', 1)).toEqual([ids[2]]);
    });

    test('tasks in a status that did not change since a time', async () => {
      const store = makeStore();
      const old = await makeTask({ now: Date.UTC(2020, 0, 1) });
      const young = await makeTask({ now: Date.UTC(2020, 0, 3) });
      await store.putTaskIfAbsent(young);
      await store.putTaskIfAbsent(old);
      const before = Date.UTC(2020, 0, 2);
      expect(await store.listTasksInStatusBefore('SUBMITTED', before, 10)).toEqual([
        { taskId: old.task_id, userId: 'alice', changedAt: Date.UTC(2020, 0, 1), leaseUntil: undefined },
      ]);
      await store.holdTaskIfFree(old.task_id, { workerId: 'w', now: Date.UTC(2020, 0, 1, 1), leaseUntil: t0 });
      expect(await store.listTasksInStatusBefore('SUBMITTED', before, 10)).toEqual([]);
      expect(await store.listTasksInStatusBefore('HYDRATING', before, 10)).toEqual([
        { taskId: old.task_id, userId: 'alice', changedAt: Date.UTC(2020, 0, 1, 1), leaseUntil: t0 },
      ]);
    });
  });

  describe(`${name}: slots of a user`, () => {
    test('takes slots up to the cap, again for a task that has one, and frees them', async () => {
      const store = makeStore();
      const userId = ulid();
      const at = (taskId: string) => ({ userId, taskId, lane: taskId === 'b' ? 'fleet' : 'tasks' });
      expect(await store.getUserStanding(userId)).toEqual({ slots: [], waiting: [], lastLane: undefined });
      expect(await store.takeUserSlotIfBelow(at('a'), 2)).toBe(true);
      expect(await store.takeUserSlotIfBelow(at('b'), 2)).toBe(true);
      expect(await store.takeUserSlotIfBelow(at('c'), 2)).toBe(false);
      expect((await store.getUserStanding(userId)).lastLane).toBe('fleet');
      expect(await store.takeUserSlotIfBelow(at('a'), 2)).toBe(true);
      await store.releaseUserSlot(at('a'));
      await store.releaseUserSlot(at('unknown'));
      expect((await store.getUserStanding(userId)).slots).toEqual([{ taskId: 'b', lane: 'fleet' }]);
      expect(await store.takeUserSlotIfBelow(at('c'), 2)).toBe(true);
      for (const task of ['b', 'c']) await store.releaseUserSlot(at(task));
      expect(await store.getUserStanding(userId)).toEqual({ slots: [], waiting: [], lastLane: 'tasks' });
    });

    test('many at once never exceed the cap', async () => {
      const store = makeStore();
      const userId = ulid();
      const takes = await Promise.all(
        Array.from({ length: 30 }, (_, n) => store.takeUserSlotIfBelow({ userId, taskId: `t${n}`, lane: 'tasks' }, 4)),
      );
      expect(takes.filter(Boolean)).toHaveLength(4);
      expect((await store.getUserStanding(userId)).slots).toHaveLength(4);
    });

    test('a note on a lane is removed only with the time at which it was noted', async () => {
      const store = makeStore();
      const userId = ulid();
      await store.noteWaitingLane(userId, 'fleet', 5);
      await store.noteWaitingLane(userId, 'tasks', 6);
      await store.noteWaitingLane(userId, 'fleet', 7);
      await store.forgetWaitingLaneIfSince(userId, 'fleet', 5);
      await store.forgetWaitingLaneIfSince(userId, 'tasks', 6);
      await store.forgetWaitingLaneIfSince(userId, 'none', 6);
      expect((await store.getUserStanding(userId)).waiting).toEqual([{ lane: 'fleet', since: 7 }]);
    });
  });
}

const iso = (ms: number): string => new Date(ms).toISOString();
