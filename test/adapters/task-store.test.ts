import { createTaskStore } from '../../adapters/task-store.ts';
import type { LocalDynamo } from './local-dynamo.ts';
import { startLocalDynamo } from './local-dynamo.ts';
import { taskStoreContract } from './task-store-contract.ts';

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.stop());

taskStoreContract('the task table', () => createTaskStore(dynamo.documents, { taskTable: 'TaskTable' }));
