import { ulid } from 'ulid';
import type { TaskStore } from '../../../adapters/task-stores.ts';
import { limits } from '../../../contracts/limits.ts';
import type { OpenState } from '../../../contracts/task.ts';
import { daySpendContract } from './day-spend-contract.ts';
import { forgeWaitContract } from './forge-wait-contract.ts';
import { makeTask } from './task-row.ts';

const t0 = Date.UTC(2026, 10, 5);
const minute = 60_000;

/** The contract of the task stores. @param makeStore answers an empty store, or one that other tests use too */
export function taskStoreContract(name: string, makeStore: () => TaskStore): void {
  forgeWaitContract(name, makeStore);
  daySpendContract(name, makeStore);

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

  describe(`${name}: heartbeats`, () => {
    const first = { holdNumber: 1, workerId: 'w', now: t0, leaseUntil: t0 + minute, before: undefined };
    const later = { ...first, now: t0 + minute + 1, leaseUntil: t0 + 2 * minute };
    const beat = { holdNumber: 1, workerId: 'w', leaseUntil: t0 + minute, lastLine: null };

    test('of many takers at once one gets the lease', async () => {
      const store = makeStore();
      const id = ulid();
      const takes = await Promise.all([1, 2, 3, 4].map(() => store.takeLeaseIfFree(id, first)));
      expect(takes.filter(Boolean)).toHaveLength(1);
      expect(await store.getHeartbeats([id, ulid()])).toEqual(new Map([[id, beat]]));
      expect(await store.getHeartbeats([])).toEqual(new Map());
    });

    test('are taken only after the lease ended, and only at the number that was read', async () => {
      const store = makeStore();
      const id = ulid();
      await store.takeLeaseIfFree(id, first);
      const second = { ...later, workerId: 'v', holdNumber: 2, before: 1 };
      expect(await store.takeLeaseIfFree(id, { ...second, now: t0 + minute })).toBe(false);
      expect(await store.takeLeaseIfFree(id, { ...second, before: undefined })).toBe(false);
      expect(await store.takeLeaseIfFree(id, { ...second, before: 2 })).toBe(false);
      expect(await store.takeLeaseIfFree(id, second)).toBe(true);
      expect((await store.getHeartbeats([id])).get(id)).toMatchObject({ holdNumber: 2, workerId: 'v' });
    });

    test('are renewed by their own hold alone, with the last line', async () => {
      const store = makeStore();
      const id = ulid();
      expect(await store.renewLeaseOfHold(id, 1, { until: t0 })).toBe(false);
      await store.takeLeaseIfFree(id, first);
      expect(await store.renewLeaseOfHold(id, 1, { until: t0 + 3 * minute, lastLine: 'half way' })).toBe(true);
      expect(await store.renewLeaseOfHold(id, 2, { until: t0 + 4 * minute, lastLine: 'not mine' })).toBe(false);
      expect(await store.renewLeaseOfHold(id, 1, { until: t0 + 5 * minute })).toBe(true);
      const renewed = { ...beat, leaseUntil: t0 + 5 * minute, lastLine: 'half way' };
      expect(await store.getHeartbeats([id])).toEqual(new Map([[id, renewed]]));
    });

    test('end by their own hold alone, and can be taken at once', async () => {
      const store = makeStore();
      const id = ulid();
      await store.takeLeaseIfFree(id, first);
      expect(await store.endLeaseOfHold(id, { holdNumber: 2, workerId: 'v', now: t0 })).toBe(false);
      expect(await store.endLeaseOfHold(id, { holdNumber: 1, workerId: 'w', now: t0 })).toBe(true);
      expect(await store.takeLeaseIfFree(id, { ...first, holdNumber: 2, before: 1 })).toBe(true);
      expect(await store.endLeaseOfHold(id, { holdNumber: 1, workerId: 'w', now: t0 })).toBe(false);
    });

    test('are put with a lease that is over where a task of older code has none', async () => {
      const store = makeStore();
      const id = ulid();
      expect(await store.endLeaseOfHold(id, { holdNumber: 3, workerId: 'dead', now: t0 })).toBe(true);
      expect((await store.getHeartbeats([id])).get(id)).toEqual({
        ...{ holdNumber: 3, workerId: 'dead', leaseUntil: t0 - 1, lastLine: null },
      });
    });

    test('are read together with their row', async () => {
      const store = makeStore();
      const row = await makeTask();
      await store.putTaskIfAbsent(row);
      expect(await store.getTaskAndHeartbeat(row.task_id)).toEqual({ row, beat: undefined });
      await store.takeLeaseIfFree(row.task_id, first);
      expect(await store.getTaskAndHeartbeat(row.task_id)).toEqual({ row, beat });
      expect(await store.getTaskAndHeartbeat(ulid())).toEqual({ row: undefined, beat: undefined });
      expect(await store.getTaskOfLate(row.task_id)).toEqual(row);
    });

    test('are in no list', async () => {
      const store = makeStore();
      const row = await makeTask({ userId: ulid() });
      await store.putTaskIfAbsent(row);
      await store.takeLeaseIfFree(row.task_id, first);
      expect((await store.listTasksOfUser(row.user_id, { limit: 10 })).items).toHaveLength(1);
    });
  });

  describe(`${name}: the first write of a hold`, () => {
    test('makes a SUBMITTED task HYDRATING, once', async () => {
      const store = makeStore();
      const row = await makeTask({ now: t0 });
      await store.putTaskIfAbsent(row);
      const begins = await Promise.all([1, 2, 3, 4].map(() => store.beginHoldIfHigher(row, { holdNumber: 1, now: t0 + minute })));
      const begun = begins.filter((each) => each !== undefined);
      expect(begun).toHaveLength(1);
      expect(begun[0]).toMatchObject({
        ...{ status: 'HYDRATING', open_for: 'ACTIVE', claim: 1 },
        ...{ claimed_at: iso(t0 + minute), updated_at: iso(t0 + minute) },
      });
      expect(await store.getTask(row.task_id)).toEqual(begun[0]);
    });

    test('keeps any other status, and only raises the number', async () => {
      const store = makeStore();
      const row = await makeTask({ now: t0, status: 'RUNNING' });
      await store.putTaskIfAbsent(row);
      expect(await store.beginHoldIfHigher(row, { holdNumber: 5, now: t0 })).toMatchObject({ status: 'RUNNING', claim: 5 });
      for (const holdNumber of [4, 5]) expect(await store.beginHoldIfHigher(row, { holdNumber, now: t0 })).toBeUndefined();
      expect(await store.beginHoldIfHigher(row, { holdNumber: 6, now: t0 })).toMatchObject({ claim: 6 });
    });

    test('needs the status that was read', async () => {
      const store = makeStore();
      const row = await makeTask({ now: t0 });
      await store.putTaskIfAbsent(row);
      await store.moveTaskIfStatus(row.task_id, { from: ['SUBMITTED'], to: 'CANCELLED', now: t0 });
      expect(await store.beginHoldIfHigher(row, { holdNumber: 1, now: t0 })).toBeUndefined();
      expect(await store.getTask(row.task_id)).toMatchObject({ status: 'CANCELLED', claim: 0 });
      expect(await store.beginHoldIfHigher(await makeTask(), { holdNumber: 1, now: t0 })).toBeUndefined();
    });

    test('gives the task no more time after the last hold that may work', async () => {
      const store = makeStore();
      const row = await makeTask({ now: t0, status: 'RUNNING' });
      await store.putTaskIfAbsent(row);
      const begin = (holdNumber: number, now: number) => store.beginHoldIfHigher(row, { holdNumber, now });
      expect(await begin(limits.holds, t0)).toMatchObject({ claim: limits.holds, claimed_at: iso(t0) });
      expect(await begin(limits.holds + 1, t0 + minute)).toMatchObject({ claim: limits.holds + 1, claimed_at: iso(t0) });
    });
  });

  describe(`${name}: moves`, () => {
    test('moves only from the statuses named, and writes what changed', async () => {
      const store = makeStore();
      const row = await makeTask({ now: t0 });
      await store.putTaskIfAbsent(row);
      const move = {
        to: 'CANCELLED',
        changes: { completed_at: iso(t0 + minute), cost_usd: 0.5, error_message: null, result: { tiny: 1e-200, text: '' } },
        now: t0 + minute,
      } as const;
      expect(await store.moveTaskIfStatus(row.task_id, { ...move, from: ['QUEUED', 'RUNNING'] })).toBeUndefined();
      const moved = await store.moveTaskIfStatus(row.task_id, { ...move, from: ['QUEUED', 'SUBMITTED'] });
      expect(moved).toMatchObject({
        status: 'CANCELLED',
        cost_usd: 0.5,
        updated_at: iso(t0 + minute),
        result: { tiny: 1e-200, text: '' },
      });
      for (const attribute of ['open', 'open_for', 'open_since', 'user_status']) expect(moved).not.toHaveProperty(attribute);
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
      await store.beginHoldIfHigher(row, { holdNumber: 1, now: t0 });
      await store.beginHoldIfHigher({ ...row, status: 'HYDRATING' }, { holdNumber: 2, now: t0 });
      const move = { from: ['HYDRATING'], to: 'RUNNING', now: t0 } as const;
      expect(await store.moveTaskIfStatus(row.task_id, { ...move, holdNumber: 1 })).toBeUndefined();
      expect(await store.moveTaskIfStatus(row.task_id, { ...move, holdNumber: 2 })).toMatchObject({ status: 'RUNNING' });
    });

    test('an ended task is told its cost once, by its last hold', async () => {
      const store = makeStore();
      const row = await makeTask();
      await store.putTaskIfAbsent(row);
      const told = { holdNumber: 1, changes: { cost_usd: 0.5, turns_completed: 3 } };
      await store.beginHoldIfHigher(row, { holdNumber: 1, now: t0 });
      expect(await store.tellCostOfEnded(row.task_id, told)).toBeUndefined();
      await store.moveTaskIfStatus(row.task_id, { from: ['HYDRATING'], to: 'CANCELLED', now: t0 });
      expect(await store.tellCostOfEnded(row.task_id, { ...told, holdNumber: 2 })).toBeUndefined();
      const known = await store.tellCostOfEnded(row.task_id, told);
      expect(known).toMatchObject({ status: 'CANCELLED', cost_usd: 0.5, turns_completed: 3 });
      expect(await store.tellCostOfEnded(row.task_id, { ...told, changes: { cost_usd: 9 } })).toBeUndefined();
      expect(await store.getTask(row.task_id)).toEqual(known);
      expect(await store.tellCostOfEnded(ulid(), told)).toBeUndefined();
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

    test('a month that is spread over partitions, some rows without a shard, is one list', async () => {
      const store = makeStore();
      const now = Date.UTC(2032, 1, 3);
      const rows = await Promise.all(Array.from({ length: 25 }, (_, n) => makeTask({ id: ulid(now + n), now })));
      for (const [n, row] of rows.entries()) await store.putTaskIfAbsent(n % 5 === 0 ? { ...row, month: '2032-02' } : row);
      const seen: string[] = [];
      let after: string | undefined;
      let pages = 0;
      do {
        const page = await store.listTasksOfMonth('2032-02', { limit: 4, after });
        seen.push(...page.items.map((row) => row.task_id));
        after = page.next;
        pages += 1;
        // A row that comes during the walk is newer than its position, and changes no later page.
        await store.putTaskIfAbsent(await makeTask({ id: ulid(now + 1_000 + pages), now }));
      } while (after !== undefined);
      expect(seen).toEqual(rows.map((row) => row.task_id).reverse());
      expect(pages).toBe(7);
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

    test('tasks that are open for something since before a time, whatever they do meanwhile', async () => {
      const store = makeStore();
      const first = Date.UTC(2020, 0, 1);
      const old = await makeTask({ now: first });
      const young = await makeTask({ now: Date.UTC(2020, 0, 3) });
      await store.putTaskIfAbsent(young);
      await store.putTaskIfAbsent(old);
      const list = (state: OpenState) => store.listOpenTasksBefore(state, Date.UTC(2020, 0, 2), 10);
      expect(await list('SUBMITTED')).toEqual([{ taskId: old.task_id, userId: 'alice', since: first }]);
      const now = first + minute;
      await store.beginHoldIfHigher(old, { holdNumber: 1, now });
      expect(await list('SUBMITTED')).toEqual([]);
      const taken = [{ taskId: old.task_id, userId: 'alice', since: now }];
      expect(await list('ACTIVE')).toEqual(taken);
      await store.moveTaskIfStatus(old.task_id, { from: ['HYDRATING'], to: 'RUNNING', now: now + minute });
      expect(await list('ACTIVE')).toEqual(taken);
      await store.moveTaskIfStatus(old.task_id, { from: ['RUNNING'], to: 'COMPLETED', now: now + 2 * minute });
      expect(await list('ACTIVE')).toEqual([]);
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
