import { ulid } from 'ulid';
import type { TaskStore } from '../../adapters/task-stores.ts';
import { freeEndedSlots, freeSlotOfTask, takeUp } from '../../tasks/take-up.ts';
import { placeOf } from '../../adapters/task/task-lane.ts';
import { repairTasks } from '../../lambdas/clock/repair-tasks.ts';
import { startLocalDynamo, type LocalDynamo } from '../adapters/local-dynamo.ts';
import { apiCaller, makeTaskPlatform, taskOf } from './task-platform.ts';
import { makeTask } from '../adapters/task/task-row.ts';

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.stop());

/** A platform with a cap of two, and a user with `count` tasks. */
async function withTasks(count: number) {
  const platform = makeTaskPlatform(dynamo, { userTaskCap: 2 });
  const userId = ulid();
  const details = [];
  for (let n = 0; n < count; n += 1) {
    details.push(taskOf(await platform.core.createTask({ task_description: `Task ${n}` }, apiCaller(userId))));
  }
  const ids = details.map((detail) => detail.task_id);
  const statuses = async () => (await Promise.all(ids.map((id) => platform.tasks.getTask(id)))).map((row) => row?.status);
  return { ...platform, userId, details, ids, statuses };
}

const slotsOf = async (tasks: TaskStore, userId: string) =>
  (await tasks.getUserStanding(userId)).slots.map(({ taskId }) => taskId).sort();

test('above the cap a task waits, and shows its position', async () => {
  const { details, enqueued, ids, published, tasks, userId } = await withTasks(4);
  expect(details.map((detail) => detail.status)).toEqual(['SUBMITTED', 'SUBMITTED', 'QUEUED', 'QUEUED']);
  expect(details.map((detail) => detail.queue_position)).toEqual([null, null, 1, 2]);
  expect(enqueued).toEqual(ids.slice(0, 2));
  expect(published.map((event) => [event.task_id, event.status])).toEqual(ids.slice(0, 2).map((id) => [id, 'SUBMITTED']));
  expect(await slotsOf(tasks, userId)).toEqual(ids.slice(0, 2));
});

test('the oldest waiting task is taken up when another ends, also by cancellation', async () => {
  const { core, ids, statuses, enqueued } = await withTasks(4);
  await core.cancelTask(ids[1] ?? '', 'asked');
  expect(await statuses()).toEqual(['SUBMITTED', 'CANCELLED', 'SUBMITTED', 'QUEUED']);
  expect(enqueued).toEqual([ids[0], ids[1], ids[2]]);
});

test('a queued task that is cancelled frees no slot of another', async () => {
  const { core, ids, statuses } = await withTasks(4);
  await core.cancelTask(ids[2] ?? '', 'asked');
  expect(await statuses()).toEqual(['SUBMITTED', 'SUBMITTED', 'CANCELLED', 'QUEUED']);
});

test('the end of a task frees one slot, however often it is reported', async () => {
  const { ports, tasks, ids, statuses, userId, time } = await withTasks(5);
  await tasks.moveTaskIfStatus(ids[0] ?? '', { from: ['SUBMITTED'], to: 'FAILED', now: time.now });
  await Promise.all([1, 2, 3].map(() => freeSlotOfTask(ports, { userId, taskId: ids[0] ?? '', lane: 'tasks' })));
  expect(await statuses()).toEqual(['FAILED', 'SUBMITTED', 'SUBMITTED', 'QUEUED', 'QUEUED']);
});

test('a caller that died between slot and move is completed by the next caller', async () => {
  const { ports, tasks, ids, statuses, userId, time } = await withTasks(3);
  await tasks.moveTaskIfStatus(ids[0] ?? '', { from: ['SUBMITTED'], to: 'FAILED', now: time.now });
  await tasks.releaseUserSlot({ userId, taskId: ids[0] ?? '', lane: 'tasks' });
  await tasks.takeUserSlotIfBelow({ userId, taskId: ids[2] ?? '', lane: 'tasks' }, 2);
  await takeUp(ports, userId, await freeEndedSlots(ports, userId));
  expect(await statuses()).toEqual(['FAILED', 'SUBMITTED', 'SUBMITTED']);
});

test('slots of tasks whose end was not reported are freed', async () => {
  const { ports, tasks, ids, userId, time } = await withTasks(2);
  await tasks.moveTaskIfStatus(ids[0] ?? '', { from: ['SUBMITTED'], to: 'FAILED', now: time.now });
  await freeEndedSlots(ports, userId);
  expect(await slotsOf(tasks, userId)).toEqual([ids[1]]);
});

test('twenty creates at once: as many as the cap start, the others wait', async () => {
  const { core, enqueued } = makeTaskPlatform(dynamo, { userTaskCap: 3 });
  const caller = apiCaller(ulid());
  await Promise.all(Array.from({ length: 20 }, () => core.createTask({ task_description: 'x' }, caller)));
  expect(new Set(enqueued).size).toBe(3);
});

test('without a cap all tasks that were queued before are taken up', async () => {
  const { userId, ids, statuses } = await withTasks(4);
  const open = makeTaskPlatform(dynamo, { userTaskCap: 0 });
  await takeUp(open.ports, userId);
  expect(await statuses()).toEqual(ids.map(() => 'SUBMITTED'));
});

/** A user with a cap of one, whose fleets and single tasks were created in this order: `a` and `b` are fleets, `-` is single. */
async function withLanes(order: string, userTaskCap = 1) {
  const platform = makeTaskPlatform(dynamo, { userTaskCap });
  const userId = ulid();
  const fleets = new Map([...new Set(order.split(''))].sort().map((name) => [name, ulid()]));
  const names = new Map<string, string>();
  for (const [n, name] of order.split('').entries()) {
    const metadata = { fleet_id: fleets.get(name) ?? '', target: 't', attempt: n + 1 };
    const caller =
      name === '-' ? apiCaller(userId) : { ...apiCaller(userId), channelSource: 'fleet' as const, channelMetadata: metadata };
    names.set(taskOf(await platform.core.createTask({ task_description: name }, caller)).task_id, name);
  }
  /** Ends the task that has run longest, and so on until none is left; answers whose tasks were begun, in order. */
  const playToTheEnd = async (): Promise<string> => {
    for (let at = 0; at < platform.enqueued.length; at += 1) {
      const taskId = platform.enqueued[at] ?? '';
      const row = await platform.tasks.moveTaskIfStatus(taskId, { from: ['SUBMITTED'], to: 'FAILED', now: platform.time.now });
      if (row) await freeSlotOfTask(platform.ports, placeOf(row));
    }
    return platform.enqueued.map((taskId) => names.get(taskId)).join('');
  };
  return { ...platform, userId, names, playToTheEnd };
}

test('fleets and single tasks get the only slot in turn', async () => {
  const { playToTheEnd } = await withLanes('aaaaaa-bb-');
  const begun = await playToTheEnd();
  expect(begun).toHaveLength(10);
  expect(begun.slice(1, 4).split('').sort().join('')).toBe('-ab');
  expect(begun.slice(4, 7).split('').sort().join('')).toBe('-ab');
  expect(begun.slice(7)).toBe('aaa');
});

test('the lane with the fewest slots comes first', async () => {
  const { playToTheEnd } = await withLanes('aaaaaaaa--', 4);
  expect(await playToTheEnd()).toBe('aaaa--aaaa');
});

test('a task whose creator died before it noted the lane is found by the clock', async () => {
  const { ports, tasks, userId, enqueued, time } = await withLanes('a');
  const forgotten = await makeTask({ userId, status: 'QUEUED', now: time.now });
  await tasks.putTaskIfAbsent(forgotten);
  await tasks.moveTaskIfStatus(enqueued[0] ?? '', { from: ['SUBMITTED'], to: 'FAILED', now: time.now });
  time.now += 300_500;
  await repairTasks(ports, { resubmit_after_s: 300, lease_repair_after_s: 10 });
  expect(enqueued).toContain(forgotten.task_id);
});

test('a lane in which nothing waits any more is forgotten, but not while something may come to wait', async () => {
  const { ports, tasks, userId, time, playToTheEnd } = await withLanes('aab');
  await playToTheEnd();
  expect((await tasks.getUserStanding(userId)).waiting).toHaveLength(2);
  time.now += 120_000;
  await takeUp(ports, userId);
  expect((await tasks.getUserStanding(userId)).waiting).toEqual([]);
});
