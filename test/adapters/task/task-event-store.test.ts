import { createTaskEventStore } from '../../../adapters/task/task-event-store.ts';
import { startLocalDynamo, type LocalDynamo } from '../local-dynamo.ts';
import { taskEventStoreContract } from './task-event-store-contract.ts';

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.stop());

taskEventStoreContract('on DynamoDB', () => createTaskEventStore(dynamo.documents, { taskEventsTable: 'TaskEventsTable' }));
