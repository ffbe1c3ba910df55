import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import type { TaskStore } from '../../adapters/task-stores.ts';
import { createTaskStore } from '../../adapters/task/task-store.ts';
import { isoOf } from '../../contracts/fields.ts';
import { takeHold } from '../../tasks/take-hold.ts';
import { startLocalDynamo, type LocalDynamo } from '../adapters/local-dynamo.ts';
import { asOlderCodeHeld } from '../adapters/task/as-older-code-held.ts';
import { makeTask } from '../adapters/task/task-row.ts';

const t0 = Date.UTC(2026, 10, 5);
const minute = 60_000;

let dynamo: LocalDynamo;
let tasks: TaskStore;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
  tasks = createTaskStore(dynamo.documents, { taskTable: 'TaskTable' });
});
afterAll(() => dynamo.stop());

const at = (now: number, workerId = 'w') => ({ workerId, now, leaseUntil: now + minute });
const beatOf = async (taskId: string) => (await tasks.getHeartbeats([taskId])).get(taskId);

async function put(given: Parameters<typeof makeTask>[0] = {}) {
  const row = await makeTask({ now: t0, ...given });
  await tasks.putTaskIfAbsent(row);
  return row;
}

test('of workers at once one takes a SUBMITTED task', async () => {
  const row = await put();
  const takes = await Promise.all([1, 2, 3, 4].map(() => takeHold(tasks, row.task_id, at(t0 + minute))));
  const won = takes.filter((taken) => taken !== undefined);
  expect(won).toHaveLength(1);
  expect(won[0]).toMatchObject({ previous: 'SUBMITTED', row: { status: 'HYDRATING', claim: 1 } });
  expect(await beatOf(row.task_id)).toMatchObject({ holdNumber: 1, workerId: 'w', leaseUntil: t0 + 2 * minute });
});

test('a task is taken over only after its lease, once, and keeps its status', async () => {
  const row = await put();
  await takeHold(tasks, row.task_id, at(t0));
  await tasks.moveTaskIfStatus(row.task_id, { from: ['HYDRATING'], to: 'RUNNING', holdNumber: 1, now: t0 });
  expect(await takeHold(tasks, row.task_id, at(t0 + minute))).toBeUndefined();
  const takes = await Promise.all([1, 2, 3].map(() => takeHold(tasks, row.task_id, at(t0 + minute + 1))));
  const won = takes.filter((taken) => taken !== undefined);
  expect(won).toHaveLength(1);
  expect(won[0]).toMatchObject({ previous: 'RUNNING', row: { status: 'RUNNING', claim: 2 } });
});

test.each(['QUEUED', 'PENDING_UPLOADS'] as const)('a task that is %s is not taken', async (status) => {
  const row = await put({ status });
  expect(await takeHold(tasks, row.task_id, at(t0))).toBeUndefined();
  expect(await beatOf(row.task_id)).toBeUndefined();
});

test('neither an ended task nor a missing one is taken', async () => {
  const row = await put();
  await takeHold(tasks, row.task_id, at(t0));
  await tasks.moveTaskIfStatus(row.task_id, { from: ['HYDRATING'], to: 'FAILED', now: t0 });
  expect(await takeHold(tasks, row.task_id, at(t0 + 9 * minute))).toBeUndefined();
  expect(await takeHold(tasks, ulid(), at(t0))).toBeUndefined();
});

test('a worker that dies between its two writes keeps the task for one lease, and uses up a number', async () => {
  const row = await put();
  const dying = { ...tasks, beginHoldIfHigher: () => Promise.reject(new Error('killed')) };
  await expect(takeHold(dying, row.task_id, at(t0))).rejects.toThrow('killed');
  expect(await takeHold(tasks, row.task_id, at(t0 + minute))).toBeUndefined();
  expect(await takeHold(tasks, row.task_id, at(t0 + minute + 1))).toMatchObject({ previous: 'SUBMITTED', row: { claim: 2 } });
});

test('a worker lets go of a task that was cancelled between its two writes', async () => {
  const row = await put();
  const racing: TaskStore = {
    ...tasks,
    async beginHoldIfHigher(...args) {
      await tasks.moveTaskIfStatus(row.task_id, { from: ['SUBMITTED'], to: 'CANCELLED', now: t0 });
      return tasks.beginHoldIfHigher(...args);
    },
  };
  expect(await takeHold(racing, row.task_id, at(t0))).toBeUndefined();
  expect(await tasks.getTask(row.task_id)).toMatchObject({ status: 'CANCELLED', claim: 0 });
  expect(await beatOf(row.task_id)).toMatchObject({ holdNumber: 1, leaseUntil: t0 - 1 });
});

describe('a task that older code held', () => {
  const held = { claim: 2, claimed_by: 'old', lease_until: isoOf(t0 + minute) };
  const putHeld = async () => {
    const row = await put();
    await asOlderCodeHeld(dynamo.documents, row.task_id, held);
    return row.task_id;
  };

  test('is taken over when the lease in its row is over, with the next number, and older code can write it no more', async () => {
    const id = await putHeld();
    expect(await takeHold(tasks, id, at(t0 + minute))).toBeUndefined();
    expect(await takeHold(tasks, id, at(t0 + minute + 1))).toMatchObject({ previous: 'HYDRATING', row: { claim: 3 } });
    const oldCondition = new UpdateCommand({
      ...{ TableName: 'TaskTable', Key: { task_id: id }, UpdateExpression: 'SET note = :x' },
      ...{ ConditionExpression: '(attribute_not_exists(v) OR v <= :newest)' },
      ExpressionAttributeValues: { ':newest': 1, ':x': 'x' },
    });
    await expect(dynamo.documents.send(oldCondition)).rejects.toThrow(ConditionalCheckFailedException);
    // The lease in the row says nothing any more: the heartbeat has one.
    expect(await takeHold(tasks, id, at(t0 + minute + 2))).toBeUndefined();
  });

  test('and took again after newer code had taken the lease only, gets a number above both', async () => {
    const id = await putHeld();
    const dying = { ...tasks, beginHoldIfHigher: () => Promise.reject(new Error('killed')) };
    await expect(takeHold(dying, id, at(t0 + minute + 1))).rejects.toThrow('killed');
    await asOlderCodeHeld(dynamo.documents, id, { ...held, claim: 5 });
    expect(await takeHold(tasks, id, at(t0 + 3 * minute))).toMatchObject({ row: { claim: 6 } });
    expect(await beatOf(id)).toMatchObject({ holdNumber: 6 });
  });
});
