import { ulid } from 'ulid';
import { freeEndedSlots, freeSlotOfTask, takeUp } from '../../adapters/task-core/take-up.ts';
import type { LocalDynamo } from './local-dynamo.ts';
import { startLocalDynamo } from './local-dynamo.ts';
import { apiCaller, makeTaskPlatform, taskOf } from './task-platform.ts';

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
    details.push(taskOf(await platform.core.createTask({ task_description: `Task ${n}` }, apiCaller(userId), 'r')));
  }
  const ids = details.map((detail) => detail.task_id);
  const statuses = async () => (await Promise.all(ids.map((id) => platform.tasks.getTask(id)))).map((row) => row?.status);
  return { ...platform, userId, details, ids, statuses };
}

test('above the cap a task waits, and says its place', async () => {
  const { details, enqueued, ids, published, tasks, userId } = await withTasks(4);
  expect(details.map((detail) => detail.status)).toEqual(['SUBMITTED', 'SUBMITTED', 'QUEUED', 'QUEUED']);
  expect(details.map((detail) => detail.queue_position)).toEqual([null, null, 1, 2]);
  expect(enqueued).toEqual(ids.slice(0, 2));
  expect(published.map((event) => [event.task_id, event.status])).toEqual(ids.slice(0, 2).map((id) => [id, 'SUBMITTED']));
  expect([...(await tasks.getUserSlots(userId))].sort()).toEqual(ids.slice(0, 2));
});

test('the oldest is taken up when one ends, by cancellation too', async () => {
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

test('however often the end of a task is told, one slot is freed', async () => {
  const { ports, tasks, ids, statuses, userId, time } = await withTasks(5);
  await tasks.moveTaskIfStatus(ids[0] ?? '', { from: ['SUBMITTED'], to: 'FAILED', now: time.now });
  await Promise.all([1, 2, 3].map(() => freeSlotOfTask(ports, { userId, taskId: ids[0] ?? '' })));
  expect(await statuses()).toEqual(['FAILED', 'SUBMITTED', 'SUBMITTED', 'QUEUED', 'QUEUED']);
});

test('a taker that died between slot and move is completed by the next', async () => {
  const { ports, tasks, ids, statuses, userId, time } = await withTasks(3);
  await tasks.moveTaskIfStatus(ids[0] ?? '', { from: ['SUBMITTED'], to: 'FAILED', now: time.now });
  await tasks.releaseUserSlot(userId, ids[0] ?? '');
  await tasks.takeUserSlotIfBelow(userId, ids[2] ?? '', 2);
  await takeUp(ports, userId);
  expect(await statuses()).toEqual(['FAILED', 'SUBMITTED', 'SUBMITTED']);
});

test('slots of tasks that ended unseen are freed', async () => {
  const { ports, tasks, ids, userId, time } = await withTasks(2);
  await tasks.moveTaskIfStatus(ids[0] ?? '', { from: ['SUBMITTED'], to: 'FAILED', now: time.now });
  await freeEndedSlots(ports, userId);
  expect(await tasks.getUserSlots(userId)).toEqual([ids[1]]);
});

test('twenty creates at once: as many as the cap start, the others wait', async () => {
  const { core, enqueued } = makeTaskPlatform(dynamo, { userTaskCap: 3 });
  const caller = apiCaller(ulid());
  await Promise.all(Array.from({ length: 20 }, () => core.createTask({ task_description: 'x' }, caller, 'r')));
  expect(new Set(enqueued).size).toBe(3);
});

test('without a cap what was queued before is taken up whole', async () => {
  const { userId, ids, statuses } = await withTasks(4);
  const open = makeTaskPlatform(dynamo, { userTaskCap: 0 });
  await takeUp(open.ports, userId);
  expect(await statuses()).toEqual(ids.map(() => 'SUBMITTED'));
});
