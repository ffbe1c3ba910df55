import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { createTaskStore } from '../../../adapters/task/task-store.ts';
import { itemOfTask } from '../../../adapters/task/task-item.ts';
import { heartbeatId } from '../../../contracts/keys.ts';
import { taskTable } from '../../../contracts/tables.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import { versions } from '../../../contracts/versions.ts';
import { startLocalDynamo, type LocalDynamo } from '../local-dynamo.ts';
import { makeTask } from './task-row.ts';
import { taskStoreContract } from './task-store-contract.ts';

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.stop());

test('rows of older code are read, with the heartbeat that they have themselves', async () => {
  const store = createTaskStore(dynamo.documents, { taskTable: 'TaskTable' });
  const held = { lease_until: '2026-11-05T00:01:00.000Z', claimed_by: 'w', last_line: 'half way' };
  for (const older of [{}, { lease_until: null }, { v: 1, lease_until: null, claimed_by: null, last_line: null }, held]) {
    const row = await makeTask();
    const Item = { ...row, ...older, params: '{}', vars: '{}' };
    await dynamo.documents.send(new PutCommand({ TableName: 'TaskTable', Item }));
    const { v, ...read } = { v: 0, ...row, ...older };
    expect(v).toBeLessThan(2);
    expect(await store.getTask(row.task_id)).toEqual(read);
  }
});

test('a heartbeat has no attribute of an index, and expires with its task', async () => {
  const store = createTaskStore(dynamo.documents, { taskTable: 'TaskTable', keepS: 1_000 });
  const id = ulid();
  await store.takeLeaseIfFree(id, { holdNumber: 1, workerId: 'w', now: 0, leaseUntil: 60_000, before: undefined });
  const key = { task_id: heartbeatId(id) };
  const { Item } = await dynamo.documents.send(new GetCommand({ TableName: 'TaskTable', Key: key }));
  const lease_until = '1970-01-01T00:01:00.000Z';
  expect(Item).toEqual({ ...key, v: 1, claim: 1, claimed_by: 'w', lease_until, ttl: 1_060 });
  const ofIndexes = taskTable.indexes.flatMap(({ partition, sort }) => [partition, sort]);
  expect(ofIndexes.filter((attribute) => attribute !== 'task_id' && attribute in (Item ?? {}))).toEqual([]);
});

/** The item of a task as the code before the index `open` wrote it. */
function olderItem(row: TaskRow) {
  const user_status = row.status === 'QUEUED' ? `${row.user_id}#QUEUED#tasks` : `${row.user_id}#${row.status}`;
  const older = { ...row, user_status, month: row.month.slice(0, 7) };
  delete older.open;
  delete older.open_for;
  delete older.open_since;
  return { ...itemOfTask(older), v: 1 };
}

describe('tasks of before the index of open tasks', () => {
  const itemOf = async (task_id: string) =>
    (await dynamo.documents.send(new GetCommand({ TableName: 'TaskTable', Key: { task_id } }))).Item;

  async function putOlder(status: TaskRow['status']): Promise<TaskRow> {
    const row = await makeTask({ status, now: Date.UTC(2021, 0, 1), userId: ulid() });
    await dynamo.documents.send(new PutCommand({ TableName: 'TaskTable', Item: olderItem(row) }));
    return row;
  }

  test('are found once they are indexed; those that have ended stay as they are', async () => {
    const store = createTaskStore(dynamo.documents, { taskTable: 'TaskTable' });
    const [submitted, queued, running, ended] = await Promise.all(
      (['SUBMITTED', 'QUEUED', 'RUNNING', 'COMPLETED'] as const).map(putOlder),
    );
    const endedBefore = await itemOf(ended?.task_id ?? '');
    const list = async () => {
      const before = Date.UTC(2021, 0, 2);
      const states = (['SUBMITTED', 'QUEUED', 'ACTIVE'] as const).map((state) => store.listOpenTasksBefore(state, before, 10));
      // Other tests have tasks in this table.
      const own = new Set([submitted, queued, running, ended].map((row) => row?.task_id));
      return (await Promise.all(states)).map((found) => found.map(({ taskId }) => taskId).filter((id) => own.has(id)));
    };
    expect(await list()).toEqual([[], [], []]);
    expect(await store.indexOlderTasks(undefined)).toEqual({ indexed: 3, next: undefined });
    expect(await list()).toEqual([[submitted?.task_id], [queued?.task_id], [running?.task_id]]);
    expect(await store.indexOlderTasks(undefined)).toEqual({ indexed: 0, next: undefined });
    expect(await itemOf(submitted?.task_id ?? '')).not.toHaveProperty('user_status');
    expect(await store.listQueuedTasks(queued?.user_id ?? '', 'tasks', 10)).toEqual([queued?.task_id]);
    expect(await itemOf(ended?.task_id ?? '')).toEqual(endedBefore);
  });

  test('are indexed by their next move, and leave the lists that it ends', async () => {
    const store = createTaskStore(dynamo.documents, { taskTable: 'TaskTable' });
    const { task_id: id, user_id: userId } = await putOlder('QUEUED');
    const now = Date.UTC(2021, 0, 3);
    const moved = await store.moveTaskIfStatus(id, { from: ['QUEUED'], to: 'SUBMITTED', now });
    expect(moved).toMatchObject({ open_for: 'SUBMITTED', open_since: new Date(now).toISOString() });
    expect(await itemOf(id)).toMatchObject({ v: versions.task });
    expect(await store.listQueuedTasks(userId, 'tasks', 10)).toEqual([]);
  });

  test('a page goes on at a position of the time when indexes held rows', async () => {
    const store = createTaskStore(dynamo.documents, { taskTable: 'TaskTable' });
    const [older, newer] = [await putOlder('SUBMITTED'), await makeTask({ now: Date.UTC(2021, 0, 5) })];
    await store.putTaskIfAbsent({ ...newer, user_id: older.user_id });
    const key = { user_id: older.user_id, task_id: newer.task_id };
    const after = Buffer.from(JSON.stringify(key)).toString('base64url');
    const page = await store.listTasksOfUser(older.user_id, { limit: 10, after });
    expect(page.items.map((row) => row.task_id)).toEqual([older.task_id]);
  });
});

test('a list leaves out a row that is gone, and goes on', async () => {
  const gone = await makeTask({ userId: ulid(), id: ulid(2_000) });
  const kept = await makeTask({ userId: gone.user_id, id: ulid(1_000) });
  const store = createTaskStore(dynamo.documents, { taskTable: 'TaskTable' });
  const rows = [gone, kept];
  for (const row of rows) await store.putTaskIfAbsent(row);
  const send = dynamo.documents.send.bind(dynamo.documents);
  const first = await store.listTasksOfUser(gone.user_id, { limit: 1 });
  expect(first.items).toEqual([gone]);
  // The row goes after its key was read.
  const late = Object.assign(Object.create(dynamo.documents) as typeof dynamo.documents, {
    send: async (command: Parameters<typeof send>[0]) => {
      const answer = await send(command);
      await send(new DeleteCommand({ TableName: 'TaskTable', Key: { task_id: gone.task_id } }));
      return answer;
    },
  });
  const lateStore = createTaskStore(late, { taskTable: 'TaskTable' });
  const page = await lateStore.listTasksOfUser(gone.user_id, { limit: 1 });
  expect(page.items).toEqual([]);
  expect((await store.listTasksOfUser(gone.user_id, { limit: 1, after: page.next })).items).toEqual([kept]);
});

taskStoreContract('the task table', () => createTaskStore(dynamo.documents, { taskTable: 'TaskTable' }));
