import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { createTaskStore } from '../../../adapters/task/task-store.ts';
import { startLocalDynamo, type LocalDynamo } from '../local-dynamo.ts';
import { makeTask } from './task-row.ts';
import { taskStoreContract } from './task-store-contract.ts';

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.stop());

test('a row that is older than the last line is read', async () => {
  const store = createTaskStore(dynamo.documents, { taskTable: 'TaskTable' });
  const row = await makeTask();
  const { last_line, ...before } = { ...row, params: '{}', vars: '{}' };
  expect(last_line).toBeNull();
  await dynamo.documents.send(new PutCommand({ TableName: 'TaskTable', Item: before }));
  expect(await store.getTask(row.task_id)).toEqual(row);
});

taskStoreContract('the task table', () => createTaskStore(dynamo.documents, { taskTable: 'TaskTable' }));
