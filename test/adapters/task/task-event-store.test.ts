import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { createTaskEventStore } from '../../../adapters/task/task-event-store.ts';
import { taskDiffPartId } from '../../../contracts/keys.ts';
import { versions } from '../../../contracts/versions.ts';
import { startLocalDynamo, type LocalDynamo } from '../local-dynamo.ts';
import { taskEventStoreContract } from './task-event-store-contract.ts';

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.stop());

const makeStore = () => createTaskEventStore(dynamo.documents, { taskEventsTable: 'TaskEventsTable' });

taskEventStoreContract('on DynamoDB', makeStore);

test('the whole output that older code stored in one item is read until there is a part, and is no event', async () => {
  const store = makeStore();
  const taskId = ulid();
  const old = { task_id: taskId, event_id: 'OUTPUT', output: deflateSync('of older code') };
  const putOld = (item: object) =>
    dynamo.documents.send(new PutCommand({ TableName: 'TaskEventsTable', Item: { ...old, ...item } }));
  await putOld({ v: versions['task output'] + 1 });
  await expect(store.getTaskOutput(taskId)).rejects.toThrow('The task output');
  for (const item of [{}, { v: 1, ttl: 1 }]) {
    await putOld(item);
    expect(await store.getTaskOutput(taskId)).toBe('of older code');
  }
  expect((await store.listTaskEvents(taskId, { limit: 9 })).items).toEqual([]);
  await store.putOutputPart(taskId, { hold: 2, place: 0, number: 0, text: 'of this code' });
  expect(await store.getTaskOutput(taskId)).toBe('of this code');
});

test.each([
  [0, true],
  [1, true],
  [2, false],
])('a diff of two parts without part %d: that of the hold before is read: %s', async (place, isBefore) => {
  const store = makeStore();
  const taskId = ulid();
  await store.putDiff(taskId, { hold: 1, files: [], text: 'before' });
  await store.putDiff(taskId, { hold: 2, files: [], text: randomBytes(500 * 1024).toString('base64') });
  const key = { task_id: taskId, event_id: taskDiffPartId(2, place) };
  await dynamo.documents.send(new DeleteCommand({ TableName: 'TaskEventsTable', Key: key }));
  expect((await store.getDiff(taskId))?.text === 'before').toBe(isBefore);
});
