import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { NewerVersion, versions } from '../../../contracts/versions.ts';
import { NewerItems } from '../../../lambdas/clock/newer-items.ts';
import { measureTasks } from '../../../lambdas/clock/measure-tasks.ts';
import { recoverTasks, repairTasks } from '../../../lambdas/clock/repair-tasks.ts';
import { startLocalDynamo, type LocalDynamo } from '../../adapters/local-dynamo.ts';
import { asOlderCodeHeld } from '../../adapters/task/as-older-code-held.ts';
import { apiCaller, makeTaskPlatform, taskOf } from '../../tasks/task-platform.ts';
import { takeHold } from '../../../tasks/take-hold.ts';

const waits = { resubmit_after_s: 300, lease_repair_after_s: 10 };
const second = 1_000;
const minute = 60 * second;

let dynamo: LocalDynamo;
beforeEach(async () => {
  dynamo = await startLocalDynamo();
});
afterEach(() => dynamo.stop());

/** A platform whose queue lost everything: what is enqueued from now on is the repair's. */
async function withTasks(count: number, userTaskCap = 0) {
  const platform = makeTaskPlatform(dynamo, { userTaskCap });
  const userId = ulid();
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    ids.push(taskOf(await platform.core.createTask({ task_description: 'x' }, apiCaller(userId))).task_id);
  }
  platform.enqueued.length = 0;
  return { ...platform, userId, ids, id: ids[0] ?? '' };
}

test('what nobody took for five minutes is enqueued again, once in five minutes', async () => {
  const { ports, enqueued, id, time } = await withTasks(1);
  const ticks = [1, 4, 5, 6, 9, 10, 11].map((n) => time.now + n * minute + second);
  const done = [];
  for (const now of ticks) {
    time.now = now;
    done.push((await repairTasks(ports, waits)).enqueued);
  }
  expect(done).toEqual([0, 0, 1, 0, 0, 1, 0]);
  expect(enqueued).toEqual([id, id]);
});

test('a task whose worker is gone is enqueued soon after its lease ended and then each five minutes, one that is worked on is not', async () => {
  const { ports, tasks, enqueued, ids, time } = await withTasks(2);
  const [gone = '', alive = ''] = ids;
  await takeHold(tasks, gone, { workerId: 'w', now: time.now, leaseUntil: time.now + minute });
  await tasks.moveTaskIfStatus(gone, { from: ['HYDRATING'], to: 'RUNNING', now: time.now });
  await takeHold(tasks, alive, { workerId: 'w', now: time.now, leaseUntil: time.now + 60 * minute });
  const started = time.now;
  const done = [];
  // Minutes; the lease ended after the first.
  for (const n of [1, 2, 3, 5, 6, 7, 8]) {
    time.now = started + n * minute + second;
    done.push((await repairTasks(ports, waits)).enqueued);
  }
  expect(done).toEqual([0, 1, 0, 0, 0, 1, 0]);
  expect(enqueued).toEqual([gone, gone]);
});

test('an ended task is left alone', async () => {
  const { ports, tasks, enqueued, id, time } = await withTasks(1);
  await tasks.moveTaskIfStatus(id, { from: ['SUBMITTED'], to: 'FAILED', now: time.now });
  time.now += 5 * minute + second;
  expect(await repairTasks(ports, waits)).toEqual({ enqueued: 0, takenUp: 0 });
  expect(await recoverTasks(ports, [])).toEqual({ enqueued: 0, takenUp: 0 });
  expect(enqueued).toEqual([]);
});

test('a queued task is taken up when the end of another went unheard', async () => {
  const { ports, tasks, enqueued, ids, id, time } = await withTasks(2, 1);
  await tasks.moveTaskIfStatus(id, { from: ['SUBMITTED'], to: 'FAILED', now: time.now });
  time.now += second;
  expect(await repairTasks(ports, waits)).toEqual({ enqueued: 0, takenUp: 1 });
  expect(enqueued).toEqual([ids[1]]);
});

test('a start enqueues everything unfinished, whatever its age or lease', async () => {
  const { ports, tasks, enqueued, ids, time } = await withTasks(3);
  await takeHold(tasks, ids[1] ?? '', { workerId: 'w', now: time.now, leaseUntil: time.now + minute });
  await tasks.moveTaskIfStatus(ids[2] ?? '', { from: ['SUBMITTED'], to: 'CANCELLED', now: time.now });
  expect(await recoverTasks(ports, [])).toEqual({ enqueued: 2, takenUp: 0 });
  expect([...enqueued].sort()).toEqual(ids.slice(0, 2));
});

test('a start ends the leases of dead workers, and of nobody else', async () => {
  const { ports, tasks, ids, time } = await withTasks(2);
  const [ofDead = '', ofAlive = ''] = ids;
  const leaseUntil = time.now + 60 * minute;
  await takeHold(tasks, ofDead, { workerId: 'dead', now: time.now, leaseUntil });
  await takeHold(tasks, ofAlive, { workerId: 'alive', now: time.now, leaseUntil });
  time.now += second;
  await recoverTasks(ports, ['dead', 'never seen']);
  const next = { workerId: 'next', now: time.now, leaseUntil };
  expect(await takeHold(tasks, ofDead, next)).toMatchObject({ row: { claim: 2 } });
  expect(await takeHold(tasks, ofAlive, next)).toBeUndefined();
});

test('a start ends the lease of a worker that died before it wrote the row', async () => {
  const { ports, tasks, id, time } = await withTasks(1);
  const dying = { ...tasks, beginHoldIfHigher: () => Promise.reject(new Error('killed')) };
  const hold = { workerId: 'dead', now: time.now, leaseUntil: time.now + 60 * minute };
  await expect(takeHold(dying, id, hold)).rejects.toThrow('killed');
  time.now += second;
  await recoverTasks(ports, ['dead']);
  const next = { workerId: 'next', now: time.now, leaseUntil: time.now + minute };
  expect(await takeHold(tasks, id, next)).toMatchObject({ previous: 'SUBMITTED', row: { claim: 2 } });
});

test('tasks that older code held are repaired by the lease in their row, and those of a dead worker at a start', async () => {
  const { ports, tasks, enqueued, ids, time } = await withTasks(2);
  const [ofDead = '', ofAlive = ''] = ids;
  const lease_until = new Date(time.now + 2 * minute).toISOString();
  for (const [task_id, claimed_by] of [
    [ofDead, 'dead'],
    [ofAlive, 'alive'],
  ] as const) {
    await asOlderCodeHeld(dynamo.documents, task_id, { claim: 3, claimed_by, lease_until });
  }
  time.now += minute;
  expect((await repairTasks(ports, waits)).enqueued).toBe(0);
  await recoverTasks(ports, ['dead']);
  const next = { workerId: 'next', now: time.now, leaseUntil: time.now + 60 * minute };
  expect(await takeHold(tasks, ofDead, next)).toMatchObject({ row: { claim: 4 } });
  expect(await takeHold(tasks, ofAlive, next)).toBeUndefined();
  enqueued.length = 0;
  time.now += minute + 20 * second;
  expect((await repairTasks(ports, waits)).enqueued).toBe(1);
  expect(enqueued).toEqual([ofAlive]);
});

test('a task that newer code wrote is left out, and told of when all others are repaired', async () => {
  const { ports, enqueued, ids, time } = await withTasks(3);
  const [newer = '', ...others] = ids;
  const set = { UpdateExpression: 'SET v = :v', ExpressionAttributeValues: { ':v': versions.task + 1 } };
  await dynamo.documents.send(new UpdateCommand({ TableName: 'TaskTable', Key: { task_id: newer }, ...set }));
  time.now += 5 * minute + second;
  const met = new NewerItems();
  await repairTasks(ports, waits, met);
  expect([...enqueued].sort()).toEqual([...others].sort());
  await recoverTasks(ports, ['dead'], met);
  expect(enqueued).toHaveLength(4);
  expect(() => {
    met.throwIfAny();
  }).toThrow(NewerVersion);
});

describe('a task that waits for a forge', () => {
  const putOff = async ({ tasks, time }: Awaited<ReturnType<typeof withTasks>>, id: string, until: number): Promise<void> => {
    const row = await tasks.getTask(id);
    const wait = { host: 'github.com', until: new Date(until).toISOString(), every_s: 7.2, bucket: 'b', writes: 2 };
    expect(row && (await tasks.waitForForgeIf(row, wait, time.now))).toBeDefined();
  };

  test('is not enqueued again before its time has come, but by a start, whose queue is empty', async () => {
    const platform = await withTasks(2);
    const { ports, enqueued, ids, time } = platform;
    const [waiting = '', forgotten = ''] = ids;
    const started = time.now;
    await putOff(platform, waiting, started + 12 * minute);
    expect(await recoverTasks(ports, ['dead'])).toEqual({ enqueued: 2, takenUp: 0 });
    expect([...enqueued].sort()).toEqual([...ids].sort());
    enqueued.length = 0;
    for (const n of [5, 10, 15, 17]) {
      time.now = started + n * minute + second;
      await repairTasks(ports, waits);
    }
    expect(enqueued).toEqual([forgotten, forgotten, forgotten, waiting]);
  });

  test('does not wait for a worker before its time has come', async () => {
    const platform = await withTasks(2);
    const { ports, ids, time } = platform;
    const [first = '', other = ''] = ids;
    const started = time.now;
    time.now = started + 10 * minute;
    expect(await measureTasks(ports)).toEqual({ oldestWaitS: 600, waiting: 2, running: 0 });
    await putOff(platform, first, started + 11 * minute);
    expect(await measureTasks(ports)).toMatchObject({ oldestWaitS: 600, waiting: 1 });
    await putOff(platform, other, started + 12 * minute);
    expect(await measureTasks(ports)).toMatchObject({ oldestWaitS: 0, waiting: 0 });
    time.now = started + 13 * minute;
    expect(await measureTasks(ports)).toMatchObject({ oldestWaitS: 120, waiting: 2 });
  });
});
